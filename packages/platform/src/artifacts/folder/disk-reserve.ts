import { randomBytes } from "node:crypto";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { isSlipwayError } from "@slipway/model";
import { artifactFailure } from "./artifact-failure.ts";

/** What the index needs to note that something is removed, many times over. */
const BYTES = 1024 * 1024;

/** A file that only takes up space: given up when the disk is full, so that removing, which needs a little space first, still works. */
export class DiskReserve {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
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
    rmSync(this.#path, { force: true });
    try {
      return work();
    } catch (error) {
      throw artifactFailure(error);
    }
  }

  /** Takes up the space again, if there is some. */
  restore(): void {
    try {
      if (statSync(this.#path, { throwIfNoEntry: false })?.size === BYTES) return;
      // Bytes that no file system can make smaller.
      writeFileSync(this.#path, randomBytes(BYTES), { mode: 0o600 });
    } catch {
      rmSync(this.#path, { force: true });
    }
  }
}
