/** What takes pods away on a real node, and what a run says of it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RunBench } from "./support/run-bench.ts";

let bench: RunBench;
let namespace: string;
beforeAll(async () => {
  bench = await RunBench.open();
  namespace = await bench.namespace();
});
afterAll(() => bench.close());

describe.concurrent("a run", () => {
  test("that the Eviction API takes away, as a drain does, is preempted at once and gone after its grace", async () => {
    const run = await bench.start(namespace, "evicted", "trap '' TERM; while :; do sleep 1; done", {
      graceSeconds: 4,
    });
    await bench.until(run, ({ phase }) => phase === "running");
    const name = "evicted-algo-1";
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
    const { code, stderr } = await bench.cluster.run(
      ["create", "--raw", path, "-f", "-"],
      JSON.stringify(eviction),
    );
    expect(code, stderr).toBe(0);
    const lost = await bench.until(run, ({ phase }) => phase === "failed");
    expect(lost.failure?.class).toBe("preempted");
    await bench.until(run, ({ phase }) => phase === "gone", 20);
  });

  test("that fills more disk than it asked for is told so, as its own failure", async () => {
    const fill = "dd if=/dev/zero of=/opt/ml/model/file bs=1M count=64; sleep 300";
    const run = await bench.start(namespace, "filling", fill, { volumeGibibytes: 0.03125 });
    const { failure } = await bench.until(run, ({ phase }) => phase === "failed", 150);
    expect(failure).toMatchObject({ class: "user-code", message: expect.stringContaining("volumeSizeInGB") });
  });

  test("that needs an image nobody has waits for minutes, and says what for", async () => {
    const run = await bench.start(namespace, "no-image", "", { image: "127.0.0.1:9/nobody:1" });
    const { phase } = await bench.until(run, ({ message }) =>
      /127\.0\.0\.1:9\/nobody:1 cannot be pulled/.test(message),
    );
    expect(phase).not.toBe("failed");
    await bench.removed(run, 20);
  });

  test("whose image can have no name fails at once", async () => {
    const run = await bench.start(namespace, "bad-image", "", { image: "No/Image" });
    const { failure } = await bench.until(run, ({ phase }) => phase === "failed");
    expect(failure?.class).toBe("image-pull");
  });
});
