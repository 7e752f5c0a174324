import type { Resource, RunPhase } from "@slipway/model";
import { afterEach, beforeEach, describe, expect } from "vitest";
import type { RunRef, RunSpec, Runs } from "./runs.ts";
import { testUnless } from "./testing/test-unless.ts";

/** How a run ends when the machinery is played by hand. */
export type Ending =
  | { readonly exitCode: 0; readonly uploaded: boolean }
  | { readonly exitCode: number; readonly message: string };

/** An implementation with its machinery in the test's hands. */
export interface RunsHarness {
  readonly runs: Runs;
  /** An object that is really there, for runs to belong to. */
  readonly owner: Resource;
  /** The machinery brings the run to this phase. */
  reach(run: RunRef, phase: "downloading" | "running"): Promise<void>;
  /** The program ends, and whatever follows has happened. */
  end(run: RunRef, ending: Ending): Promise<void>;
  /** The input cannot be fetched, for this reason. */
  failInput(run: RunRef, message: string): Promise<void>;
  /** The image cannot be had, for this reason. */
  refuseImage(run: RunRef, message: string): Promise<void>;
  /** Whatever `stop` asked for has happened. */
  settleStop(run: RunRef, what?: { readonly uploaded: boolean }): Promise<void>;
  /** Whatever `remove` asked for has happened. */
  settleRemoval(run: RunRef): Promise<void>;
  /** The program writes these lines. */
  print(run: RunRef, ...lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export function runSpec(owner: Resource, name: string): RunSpec {
  return {
    name,
    attempt: 1,
    namespace: owner.metadata.namespace ?? "default",
    owner,
    image: "slipway.dev/xgboost",
    env: { A: "b" },
    files: { "input/config/hyperparameters.json": '{"password":"x"}' },
    inputs: [],
    outputs: [
      { name: "model", from: "model", to: "s3://bucket-a/out/model.tar.gz", form: "tar.gz", when: "end" },
      {
        name: "data",
        from: "output/data",
        to: "s3://bucket-a/out/output.tar.gz",
        form: "tar.gz",
        when: "end",
      },
    ],
    manifestUri: "s3://bucket-a/out/slipway-manifest.json",
    resourceConfig: "input/config/resourceconfig.json",
    hosts: [{ name: "algo-1", group: "homogeneousCluster", instanceType: "ml.m5.large" }],
    graceSeconds: 120,
  };
}

/**
 * What every implementation of `Runs` does alike. `unlike` names tests that do not hold of the machinery, each with the
 * reason, which is shown.
 */
export function runsContract(
  name: string,
  make: () => Promise<RunsHarness>,
  unlike: Readonly<Record<string, string>> = {},
): void {
  describe(`${name} as Runs`, () => {
    const test = testUnless(unlike);
    let harness: RunsHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.close());
    const refTo = (name: string): RunRef => ({
      name,
      namespace: harness.owner.metadata.namespace ?? "default",
      owner: harness.owner,
    });
    const start = async (name = "run-1"): Promise<RunRef> => {
      await harness.runs.start(runSpec(harness.owner, name));
      return refTo(name);
    };
    const phase = async (run: RunRef): Promise<RunPhase> => (await harness.runs.observe(run)).phase;

    test("starts a run that waits with a sentence, and names its pods", async () => {
      const state = await harness.runs.observe(await start());
      expect(state.phase).toBe("pending");
      expect(state.message).not.toBe("");
      expect(state.instances.map(({ host }) => host)).toEqual(["algo-1"]);
    });

    test("keeps what stands in its files to itself", async () => {
      const state = await harness.runs.observe(await start());
      expect(JSON.stringify(state)).not.toContain("password");
    });

    test("takes the same name twice for the same run", async () => {
      const id = await start();
      await harness.reach(id, "running");
      await start();
      expect(await phase(id)).toBe("running");
    });

    test("calls a run that is not there gone, and forgives stopping and removing it", async () => {
      const id = refTo("never-was");
      expect(await phase(id)).toBe("gone");
      await harness.runs.stop(id);
      expect(await harness.runs.remove(id)).toBe("gone");
      expect(await harness.runs.logs(id, { from: 0, limit: 10 })).toEqual([]);
    });

    test("tells each phase and when it was entered", async () => {
      const id = await start();
      await harness.reach(id, "downloading");
      expect(await phase(id)).toBe("downloading");
      await harness.reach(id, "running");
      const state = await harness.runs.observe(id);
      expect(state.phase).toBe("running");
      expect(state.entered.pending).toBeInstanceOf(Date);
      expect(state.entered.downloading).toBeInstanceOf(Date);
      expect(state.entered.running).toBeInstanceOf(Date);
    });

    test("succeeds with the results that its manifest names", async () => {
      const id = await start();
      await harness.reach(id, "running");
      await harness.end(id, { exitCode: 0, uploaded: true });
      const state = await harness.runs.observe(id);
      expect(state.phase).toBe("succeeded");
      expect(state.results).toEqual({
        stored: { model: "s3://bucket-a/out/model.tar.gz" },
        facts: { engine: "tester 1" },
      });
      expect(state.entered.succeeded).toBeInstanceOf(Date);
    });

    test("fails a program that ended well but whose results never arrived", async () => {
      const id = await start();
      await harness.reach(id, "running");
      await harness.end(id, { exitCode: 0, uploaded: false });
      const state = await harness.runs.observe(id);
      expect(state.phase).toBe("failed");
      expect(state.failure?.class).toBe("output");
    });

    test("blames the program for its exit code, in its own words", async () => {
      const id = await start();
      await harness.reach(id, "running");
      await harness.end(id, { exitCode: 3, message: "the label column is empty" });
      const state = await harness.runs.observe(id);
      expect(state.phase).toBe("failed");
      expect(state.failure).toEqual({
        class: "user-code",
        message: "the label column is empty",
        exitCode: 3,
      });
    });

    test("blames the input when it cannot be fetched", async () => {
      const id = await start();
      await harness.reach(id, "downloading");
      await harness.failInput(id, "bucket nope does not exist");
      const state = await harness.runs.observe(id);
      expect(state.phase).toBe("failed");
      expect(state.failure).toMatchObject({ class: "input", message: "bucket nope does not exist" });
    });

    test("fails at once on an image that cannot be had", async () => {
      const id = await start();
      await harness.refuseImage(id, "nobody knows image x");
      const state = await harness.runs.observe(id);
      expect(state.phase).toBe("failed");
      expect(state.failure).toMatchObject({ class: "image-pull", message: "nobody knows image x" });
    });

    test("stops when asked, as often as asked", async () => {
      const id = await start();
      await harness.reach(id, "running");
      await harness.runs.stop(id);
      await harness.runs.stop(id);
      await harness.settleStop(id);
      expect(await phase(id)).toBe("stopped");
    });

    test("stops a run that waits for a machine before it begins", async () => {
      const id = await start();
      await harness.runs.stop(id);
      await harness.settleStop(id);
      expect(["stopped", "gone"]).toContain(await phase(id));
      expect((await harness.runs.observe(id)).entered.running).toBeUndefined();
    });

    test("can stop what it takes for failed, so that it does not get on later after all", async () => {
      const id = await start();
      await harness.refuseImage(id, "nobody knows image x");
      await harness.runs.stop(id);
      await harness.settleStop(id);
      expect(["failed", "stopped", "gone"]).toContain(await phase(id));
    });

    test("uploads what a stopped run leaves behind", async () => {
      const id = await start();
      await harness.reach(id, "running");
      await harness.runs.stop(id);
      await harness.settleStop(id, { uploaded: true });
      const { phase, results } = await harness.runs.observe(id);
      expect([phase, results?.stored["model"]]).toEqual(["stopped", "s3://bucket-a/out/model.tar.gz"]);
    });

    test("leaves a run that is over as it is when asked to stop it", async () => {
      const id = await start();
      await harness.reach(id, "running");
      await harness.end(id, { exitCode: 0, uploaded: true });
      await harness.runs.stop(id);
      expect(await phase(id)).toBe("succeeded");
    });

    test("is gone after removal, and the name is free again", async () => {
      const id = await start();
      await harness.reach(id, "running");
      await harness.runs.remove(id);
      await harness.settleRemoval(id);
      expect(await harness.runs.remove(id)).toBe("gone");
      expect(await phase(id)).toBe("gone");
      await start();
      expect(await phase(id)).toBe("pending");
    });

    test("gives the program's lines from where it is asked to", async () => {
      const id = await start();
      await harness.reach(id, "running");
      await harness.print(id, "one", "two", "three");
      const lines = await harness.runs.logs(id, { from: 1, limit: 1 });
      expect(lines.map(({ index, text }) => [index, text])).toEqual([[1, "two"]]);
      expect(await harness.runs.logs(id, { from: 3, limit: 10 })).toEqual([]);
      expect(await harness.runs.lastLines(id, 1)).toEqual([
        (await harness.runs.logs(id, { from: 0, limit: 9 })).at(-1)?.text,
      ]);
      const host = { from: 0, limit: 1, host: "algo-1" };
      expect((await harness.runs.logs(id, host)).map(({ text }) => text)).toEqual(["one"]);
      expect(await harness.runs.logs(id, { ...host, host: "algo-2" })).toEqual([]);
    });
  });
}
