/** Pods on a real kubelet end when they are told to: programs by their own grace, whatever they make of SIGTERM. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunRef } from "../../packages/platform/src/runtimes/runs.ts";
import { isOver, RunBench } from "./support/run-bench.ts";

let bench: RunBench;
let namespace: string;
beforeAll(async () => {
  bench = await RunBench.open();
  namespace = await bench.namespace();
});
afterAll(() => bench.close());

const IGNORES = "trap '' TERM; echo model > /opt/ml/model/file; while :; do sleep 1; done";
const HEARS = "trap 'echo left > /opt/ml/model/file; exit 0' TERM; while :; do sleep 0.1; done";
const running = (run: RunRef) => bench.until(run, ({ phase }) => phase === "running");

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const from = Date.now();
  await work();
  return (Date.now() - from) / 1_000;
}

describe.concurrent("a run that is to stop", () => {
  test("is killed after its grace when it ignores SIGTERM, and what it left is uploaded", async () => {
    const run = await bench.start(namespace, "ignores", IGNORES, { graceSeconds: 4 });
    await running(run);
    let state = await bench.runs.observe(run);
    const took = await secondsOf(async () => {
      await bench.runs.stop(run);
      state = await bench.until(run, isOver);
    });
    expect(took).toBeLessThan(4 + 30);
    expect(state).toMatchObject({ phase: "stopped", results: { stored: { model: expect.any(String) } } });
    const ended = (await bench.pod(run))?.status?.containerStatuses?.[0]?.state?.terminated;
    expect(ended?.exitCode).toBe(137);
    const killing = await bench.cluster.ok(
      ...[
        "get",
        "events",
        "-n",
        namespace,
        "--field-selector",
        `reason=Killing,involvedObject.name=${run.name}-algo-1`,
      ],
      ...["-o", "jsonpath={.items[0].firstTimestamp}"],
    );
    const grace = (Date.parse(ended?.finishedAt ?? "") - Date.parse(killing)) / 1_000;
    expect(grace).toBeGreaterThanOrEqual(3);
    expect(grace).toBeLessThanOrEqual(4 + 5);
  });

  test("ends when its program does, with what it uploads on SIGTERM", async () => {
    const run = await bench.start(namespace, "hears", HEARS, { graceSeconds: 120 });
    await running(run);
    await bench.runs.stop(run);
    const state = await bench.until(run, isOver);
    expect(state).toMatchObject({ phase: "stopped", results: { stored: { model: expect.any(String) } } });
    expect((await bench.pod(run))?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(0);
  });

  test("is not touched while nobody asks, for longer than the probe that would end it needs", async () => {
    const run = await bench.start(namespace, "left-alone", "sleep 12");
    expect((await bench.until(run, isOver)).phase).toBe("succeeded");
  });
});

describe("a run that is removed", () => {
  test("has its program's grace and no upload's, also when it ignores SIGTERM", async () => {
    const run = await bench.start(namespace, "removed", IGNORES, { graceSeconds: 4 });
    await running(run);
    expect(await secondsOf(() => bench.removed(run))).toBeLessThan(4 + 15);
  });

  test("is gone soon at whatever moment of its start that happens", async () => {
    const moments = Array.from({ length: 30 }, (_, index) => index * 100);
    const took = await Promise.all(
      moments.map(async (ms, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 400));
        const run = await bench.start(namespace, `early-${index}`, IGNORES, { graceSeconds: 3 });
        await bench.until(run, ({ message }) => !message.includes("its turn"), 120);
        await new Promise((resolve) => setTimeout(resolve, ms));
        return secondsOf(() => bench.removed(run, 120));
      }),
    );
    expect(took.filter((seconds) => seconds > 30)).toEqual([]);
  });
});
