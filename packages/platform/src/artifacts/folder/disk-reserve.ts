import { isSlipwayError } from "@slipway/model";
import { Ballast } from "#lib/ballast.ts";
import { artifactFailure } from "./artifact-failure.ts";

/** What the index needs to note that something is removed, many times over. */
const BYTES = 1024 * 1024;

/** Space that is given up when the disk is full, so that removing, which needs a little first, still works. */
export class DiskReserve {
  readonly #ballast: Ballast;

  constructor(path: string) {
    this.#ballast = new Ballast(path, BYTES);
    this.restore();
  }

  /** Does work that frees space, out of the reserve if need be; anything that fails is an artifact failure. */
  spend<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const failure = artifactFailure(error);
      if (!isSlipwayError(failure, "SLIP-S3-015")) throw failure;
    }
    this.#ballast.give();
    try {
      return work();
    } catch (error) {
      throw artifactFailure(error);
    }
  }

  /** Takes up the space again, if there is some. */
  restore(): void {
    this.#ballast.take();
  }
}
