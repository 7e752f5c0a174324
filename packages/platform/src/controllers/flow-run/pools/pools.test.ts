// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { FlowStep } from "@slipway/model/flows/index.ts";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { poolKind } from "@slipway/model/kinds/pool/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pass } from "#reconcile/pass.ts";
import { poolController } from "../../pool/pool-controller.ts";
import { FlowBench } from "../testing/flow-bench.ts";

const step = (name: string, more: Partial<FlowStep> = {}): FlowStep => ({
  ...{ name, pool: "gpu", run: { command: ["true"] } },
  ...more,
});

describe("a step with a pool", () => {
  let bench: FlowBench;
  beforeEach(async () => {
    bench = await FlowBench.open();
  });
  afterEach(() => bench.close());
  const RUNS = ["nightly-1", "nightly-2"];
  /** Until pools and runs have told each other all there is to tell. */
  const turns = async (...runs: readonly string[]) => {
    for (let turn = 0; turn < 3; turn++) {
      await bench.share("gpu");
      for (const run of runs.length === 0 ? ["nightly-1"] : runs) await bench.look(run);
    }
  };
  const started = () =>
    bench.runs.started.map(({ name }) => name.replace(/^nightly-(\d)-(.+)-[^-]+$/, "$1:$2"));
  const again = () =>
    bench.workshop.hands.create(flowRunKind, {
      ...{ apiVersion: "slipway.dev/v1alpha1", kind: "FlowRun" },
      metadata: { name: "nightly-2", namespace: "default" },
      spec: { flow: "nightly" },
    });

  test("begins once it has a slot, by its priority, across runs", async () => {
    await bench.pool("gpu", 1);
    await bench.run({ steps: [step("low"), step("high", { priority: 1 })] });
    await again();
    await turns(...RUNS);
    expect(started()).toEqual(["1:high"]);
    expect(await bench.share("gpu")).toMatchObject({ usedSlots: 1, waiting: 3 });
    expect(await bench.status("nightly-2")).toMatchObject({
      message: "high waits for a slot of the Pool gpu",
    });
    await bench.ended("high");
    await turns(...RUNS);
    expect(started()).toEqual(["1:high", "2:high"]);
  });

  test("waits for a pool that is not there, and lets others go on", async () => {
    await bench.run({ steps: [step("train"), { name: "other", run: { command: ["true"] } }] });
    expect(started()).toEqual(["1:other"]);
    expect(await bench.status()).toMatchObject({
      message: "train waits for the Pool gpu, which is not there",
    });
    await bench.pool("gpu", 1);
    await turns();
    expect(started()).toEqual(["1:other", "1:train"]);
  });

  test("holds its slots over a kill, and gives them back with its end, however that comes", async () => {
    await bench.pool("gpu", 1);
    await bench.run({ steps: [step("a"), step("b", { priority: -1 })] });
    await turns();
    bench.kill();
    await turns();
    expect(started()).toEqual(["1:a"]);
    await bench.ended("a", "failed");
    await turns();
    expect(started()).toEqual(["1:a", "1:b"]);
    await bench.cancel();
    await bench.ended("b", "failed");
    expect(await bench.share("gpu")).toMatchObject({ usedSlots: 0, holders: [], waiting: 0 });
    expect((await bench.status()).pools).toBeUndefined();
  });

  test("that is tried again asks anew, and its time counts from when it has its slots", async () => {
    await bench.pool("gpu", 0);
    const retry = { limits: { "user-code": 1 }, backoffSeconds: 1 };
    await bench.run({ steps: [step("a", { timeoutSeconds: 60, retry })] });
    bench.workshop.clock.advance(3_600_000);
    await turns();
    await bench.pool("gpu", 1);
    await turns();
    expect(started()).toEqual(["1:a"]);
    await bench.ended("a", "failed");
    expect(await bench.share("gpu")).toMatchObject({ usedSlots: 0 });
    bench.workshop.clock.advance(1_000);
    await bench.look();
    await turns();
    expect(started()).toEqual(["1:a", "1:a"]);
    expect(await bench.status()).toMatchObject({ phase: "Running" });
  });

  test("of a fan of thousands has few others waiting with it, and what is ready behind them begins", async () => {
    await bench.pool("gpu", 2);
    const items = Array.from({ length: 3_000 }, (_, index) => index);
    await bench.run({
      steps: [step("fit", { forEach: { items }, priority: 1 }), step("other", { pool: "db" })],
    });
    await bench.pool("db", 1);
    await turns();
    await bench.share("db");
    await turns();
    expect(started()).toEqual(["1:fit-0", "1:fit-1", "1:other"]);
    expect(await bench.share("gpu")).toMatchObject({ usedSlots: 2, waiting: 20 });
  });

  test("keeps its pool from going until it is over", async () => {
    await bench.pool("gpu", 1);
    await bench.run({ steps: [step("a")] });
    await turns();
    await bench.workshop.hands.remove(poolKind, "default/gpu");
    const look = () => pass(poolController(), "default/gpu", bench.workshop);
    expect(await look()).toMatchObject({ recheckAfterMs: 5_000 });
    bench.kill();
    await bench.look();
    expect(await bench.status()).toMatchObject({ message: "1 of its steps run" });
    await bench.ended("a");
    await look();
    expect(await bench.workshop.hands.get(poolKind, "default/gpu")).toBeUndefined();
  });
});

describe("a pool that means nothing", () => {
  test.each([
    [{ name: "a", pass: {}, pool: "gpu" }, "steps[0].pool: is of steps that do something"],
    [{ name: "a", wait: { seconds: 1 }, poolSlots: 2 }, "steps[0].poolSlots: goes with pool"],
    [{ name: "a", wait: { seconds: 1 }, pool: "${{ run.name }}" }, "steps[0].pool: is"],
  ])("of %j is refused", async (wrong, message) => {
    const { readDefinition } = await import("@slipway/model/flows/index.ts");
    expect(() => readDefinition({ steps: [wrong as FlowStep] })).toThrow(message);
  });
});
