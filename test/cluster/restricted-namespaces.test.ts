/** Namespaces that enforce the PodSecurity level `restricted` on a real API server. */
import { podKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPodServing } from "../../packages/platform/src/runtimes/pods/pod-serving.ts";
import type { RunSpec } from "../../packages/platform/src/runtimes/runs.ts";
import type { ServingSpec } from "../../packages/platform/src/runtimes/serving.ts";
import { BENCH_WAYS, isOver, RunBench } from "./support/run-bench.ts";

let bench: RunBench;
let namespace: string;
beforeAll(async () => {
  bench = await RunBench.open();
  namespace = await bench.namespace("pod-security.kubernetes.io/enforce=restricted");
});
afterAll(() => bench.close());

const runsAs = (user: string) =>
  ({
    owner: { metadata: { annotations: { "slipway.dev/run-as-user": user } } },
  }) as unknown as Partial<RunSpec>;

describe("in a namespace that enforces `restricted`", () => {
  const WRITES = "id -u > /opt/ml/model/user; touch $HOME/file; echo why > /opt/ml/output/data/file";

  test.each<[string, Partial<RunSpec>]>([
    ["another's image", {}],
    ["another's image as a user of its own", runsAs("1234")],
  ])("%s runs, writes its model and has it uploaded", async (what, change) => {
    const run = await bench.start(namespace, what.replaceAll(/[^a-z]/g, "-"), WRITES, change);
    const state = await bench.until(run, isOver, 90);
    expect(state).toMatchObject({ phase: "succeeded", results: { stored: { model: expect.any(String) } } });
  });

  test("source code runs on its base image by the program that a volume brings", async () => {
    const at = "/opt/slipway";
    const node = [`${at}/bin/init`, `${at}/lib/loader`, "--library-path", `${at}/lib`, `${at}/bin/node`];
    const program = "require('fs').writeFileSync('/opt/ml/model/user', String(process.getuid()))";
    const run = await bench.start(namespace, "script", "", {
      image: "slipway.dev/script",
      entrypoint: [...node, "-e", program],
    });
    expect(await bench.until(run, isOver, 90)).toMatchObject({
      phase: "succeeded",
      results: { stored: { model: expect.any(String) } },
    });
  });

  test("a run that insists on its image's user waits with the API server's words and the remedy", async () => {
    await expect(bench.start(namespace, "insists", "", runsAs("image"))).rejects.toMatchObject({
      code: "SLIP-RUN-012",
      message: expect.stringMatching(/violates PodSecurity "restricted:latest".*run-as-user/s),
    });
  });

  test("pods of endpoints are let in; where they insist on their image's user the endpoint says why not", async () => {
    const { store } = bench;
    const serving = createPodServing({ store, cache: bench.cache, ways: BENCH_WAYS });
    const apply = async (name: string, user?: string): Promise<ServingSpec> => {
      const annotations = user === undefined ? {} : { "slipway.dev/run-as-user": user };
      const variant = {
        name: "all",
        role: "production" as const,
        containers: [{ image: "slipway.test/busybox:1", env: {} }],
        instanceType: "",
        capacity: { fixed: 1 },
        weight: 1,
        startupSeconds: 60,
      };
      const owner = await bench.owner(namespace, `${name}-owner`, annotations);
      const spec: ServingSpec = { name, namespace, endpointName: name, owner, variants: [variant] };
      await serving.apply(spec);
      return spec;
    };
    const where = (name: string) => ({ namespace, labels: { "slipway.dev/endpoint": name } });
    await apply("lets-in");
    await expect
      .poll(async () => (await store.list(podKind, where("lets-in"))).items.length, { timeout: 30_000 })
      .toBe(1);
    const insists = await apply("insists", "image");
    await expect
      .poll(async () => (await serving.observe(insists)).message, { timeout: 30_000 })
      .toMatch(/violates PodSecurity "restricted:latest".*run-as-user/s);
  });
});
