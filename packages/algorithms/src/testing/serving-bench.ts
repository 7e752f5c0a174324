import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach } from "vitest";
import { ContainerFixture } from "./container-fixture.ts";
import { ServedModel } from "./served-model.ts";

/** For a file of tests: files of a container, and the server of what they are, anew for each test. */
export class ServingBench {
  readonly #cache = mkdtempSync(join(tmpdir(), "slipway-serving-"));
  #fixture: ContainerFixture | undefined;
  #served: ServedModel | undefined;

  static forThisFile(): ServingBench {
    const bench = new ServingBench();
    beforeEach(() => {
      bench.#fixture = new ContainerFixture();
    });
    afterEach(async () => {
      await bench.#served?.stop();
      bench.#served = undefined;
      bench.#fixture?.remove();
    });
    afterAll(() => rmSync(bench.#cache, { recursive: true, force: true }));
    return bench;
  }

  get fixture(): ContainerFixture {
    if (this.#fixture === undefined) throw new Error("there is none outside of a test");
    return this.#fixture;
  }

  /** What is found out about this machine's interpreters holds for all tests. */
  get env(): Readonly<Record<string, string>> {
    return { SLIPWAY_CACHE_DIR: this.#cache };
  }

  async start(
    more: Readonly<Record<string, string>> = {},
    image: "script" | "xgboost" = "script",
  ): Promise<ServedModel> {
    this.#served = await ServedModel.start(this.fixture, { ...this.env, ...more }, image);
    return this.#served;
  }
}
