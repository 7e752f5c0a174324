/** Hosts of a run as pods of a real kubelet: they know each other by name from the first line of their programs on. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunRef } from "../../packages/platform/src/runtimes/runs.ts";
import { modelFiles } from "../e2e/support/model-files.ts";
import { isOver, RunBench } from "./support/run-bench.ts";

let bench: RunBench;
let namespace: string;
beforeAll(async () => {
  bench = await RunBench.open();
  namespace = await bench.namespace();
});
afterAll(() => bench.close());

const hosts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `algo-${index + 1}`,
    group: "homogeneousCluster",
    instanceType: "",
  }));

/** The first hears what each of the others says, on a port of its own. */
const TALK = `
me=$(hostname); test -d /sys/class/net/eth0; cp /etc/hosts /opt/ml/model/$me-hosts
if [ "$me" = algo-1 ]; then nc -l -p 7000 > /opt/ml/model/heard
else until echo "from $me" | nc -w 5 algo-1 7000; do sleep 0.2; done; fi`;
const FAIL = `if [ "$(hostname)" = algo-2 ]; then echo broken > /opt/ml/output/failure; exit 4; fi
trap 'echo left > /opt/ml/model/left; exit 0' TERM; while :; do sleep 0.1; done`;

const start = (name: string, script: string): Promise<RunRef> =>
  bench.start(namespace, name, script, { hosts: hosts(2) });

test("two runs of two hosts each: names are known, hosts talk, and one archive holds what both left", async () => {
  const runs = await Promise.all([start("one", TALK), start("two", TALK)]);
  for (const run of runs) {
    const { phase, results, message } = await bench.until(run, isOver, 180);
    expect([phase, message]).toEqual(["succeeded", "The program ended and its results are stored"]);
    const files = await modelFiles(bench.buckets, results?.stored["model"] ?? "");
    expect(Object.keys(files).sort()).toEqual(["algo-1-hosts", "algo-2-hosts", "heard"]);
    expect(files["heard"]).toBe("from algo-2\n");
    const [first = [], second = []] = ["algo-1-hosts", "algo-2-hosts"].map((name) => [
      // A kubelet tells each pod of itself, too.
      ...new Set((files[name] ?? "").match(/^[\d.]+\talgo-\d$/gm)),
    ]);
    expect(first).toHaveLength(2);
    expect(second).toEqual(first);
  }
});

test("one that fails ends the other, which stores what it has", async () => {
  const run = await start("failing", FAIL);
  const failing = await bench.until(run, ({ failure }) => failure !== undefined, 120);
  expect(failing.failure).toMatchObject({ class: "user-code", exitCode: 4 });
  await bench.runs.stop(run);
  const state = await bench.until(run, isOver, 120);
  expect(state).toMatchObject({ phase: "failed", failure: { exitCode: 4 } });
  expect(await modelFiles(bench.buckets, state.results?.stored["model"] ?? "")).toEqual({ left: "left\n" });
  await bench.removed(run);
});
