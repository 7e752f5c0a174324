import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually, Home, ok } from "./support/home.ts";

const fixture = (name: string) => join(import.meta.dirname, "fixtures", name);

interface Attempt {
  readonly attempt: number;
  readonly outcome: string;
  readonly failureClass?: string;
  readonly exitCode?: number;
  readonly node?: string;
  readonly lastLines?: readonly string[];
  readonly message?: string;
}

/** What each class of failure costs, and whose tries; that a job says why it cannot succeed is tried on every home. */
describe("tries at a job", () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.up();
    const pool = {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "NodePool",
      metadata: { name: "small" },
      spec: { instanceTypes: ["small"], capacity: { memory: "300Mi" } },
    };
    await ok(home.kubectlWith(JSON.stringify(pool), "apply", "-f", "-"));
  });
  afterAll(() => home.down());

  const train = async (name: string, ...more: readonly string[]): Promise<number> =>
    (await home.slipway("train", fixture(name.split("-")[0] ?? ""), "--name", name, "--wait", ...more)).code;
  /** The same job under another name, with annotations. */
  async function again(name: string, as: string, annotations: Record<string, string>): Promise<number> {
    const { spec, ...job } = JSON.parse(await ok(home.kubectl("get", "trainingjob", name, "-o", "json")));
    const copy = {
      ...{ apiVersion: job.apiVersion, kind: job.kind },
      metadata: { name: as, annotations },
      spec: { ...spec, trainingJobName: as },
    };
    await ok(home.kubectlWith(JSON.stringify(copy), "apply", "-f", "-"));
    return (await home.slipway("wait", `trainingjob/${as}`, "--timeout", "2m")).code;
  }
  const attempts = async (name: string): Promise<readonly Attempt[]> =>
    JSON.parse(await ok(home.slipway("describe", `trainingjob/${name}`, "-o", "json"))).attempts;

  test("that ran out of memory are final, or followed by one with more where the job says so", async () => {
    const flags = ["--instance-type", "small"];
    expect(await train("greedy", ...flags)).toBe(100);
    expect(await attempts("greedy")).toMatchObject([
      { outcome: "failed", failureClass: "out-of-memory", exitCode: 137, node: expect.any(String) },
    ]);
    expect(await again("greedy", "greedy-grown", { "slipway.dev/memory-growth": "2" })).toBe(0);
    expect(await attempts("greedy-grown")).toMatchObject([
      { outcome: "failed", failureClass: "out-of-memory" },
      { outcome: "succeeded" },
    ]);
  });

  test("that failed by the program are as many as the job says, and tell its last lines", async () => {
    expect(await train("failing")).toBe(100);
    expect(await again("failing", "failing-twice", { "slipway.dev/retries": "user-code=1" })).toBe(100);
    const tries = await attempts("failing-twice");
    expect(tries.map(({ outcome, failureClass }) => [outcome, failureClass])).toEqual([
      ["failed", "user-code"],
      ["failed", "user-code"],
    ]);
    for (const { exitCode, lastLines = [] } of tries) {
      expect(exitCode).toBeGreaterThan(0);
      expect(lastLines.length).toBeGreaterThan(0);
    }
  });

  test("that hang are stopped by their limit, and an interrupted one costs the program none of its own", async () => {
    await ok(home.slipway("train", fixture("stopping"), "--name", "stopping", "--max-runtime", "12s"));
    const told = (path: string) =>
      ok(home.kubectl("get", "trainingjob", "stopping", "-o", `jsonpath={.status.${path}}`));
    await eventually("training", 60, async () =>
      (await told("secondaryStatus")) === "Training" ? true : undefined,
    );
    await ok(home.slipway("interrupt", "stopping"));
    expect((await home.slipway("wait", "stopping", "--timeout", "2m")).code).toBe(103);
    expect(await told("secondaryStatus")).toBe("MaxRuntimeExceeded");
    expect(await attempts("stopping")).toMatchObject([
      { outcome: "lost", failureClass: "preempted" },
      { outcome: "stopped", failureClass: "timeout" },
    ]);
  });
});
