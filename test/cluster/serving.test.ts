/** What endpoints do beside plain answers, as it is on one machine, by the same programs. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { eventually, ok } from "../e2e/support/home.ts";
import { Projects } from "../e2e/support/projects.ts";
import { type Programs, programs } from "../e2e/support/shell.ts";
import { asyncInference } from "../serving/async-inference.ts";
import { dataCapture } from "../serving/capture.ts";
import { manyModels } from "../serving/many-models.ts";
import { severalContainers } from "../serving/several-containers.ts";
import { streamsSessionsAndShadows } from "../serving/streams.ts";

/** The SDK brings a gigabyte of packages, once. */
const FIRST_INSTALLATION_MS = 1_200_000;
const PATIENCE_MS = 600_000;
const OPERATOR = ["-n", "slipway-system", "-l", "app.kubernetes.io/name=slipway-operator"];

describe("endpoints on a cluster", { timeout: PATIENCE_MS }, () => {
  let home: ClusterHome;
  let tools: Programs;
  let projects: Projects;
  beforeAll(async () => {
    projects = new Projects();
    await pythonEnv("sagemaker-2");
    [home, tools] = await Promise.all([ClusterHome.open(), programs()]);
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    projects.remove();
    tools.remove();
    await home.down();
  });

  const at = () => ({ home, tools, projects });

  describe("that answer later", () => {
    const crash = async () => {
      await home.cluster.ok("delete", "pod", ...OPERATOR, "--force", "--grace-period=0");
      await home.cluster.ok("wait", "pod", ...OPERATOR, "--for=condition=Ready", "--timeout=120s");
    };
    asyncInference(() => home, { what: "each operator", crash });
  });

  streamsSessionsAndShadows(at);
  severalContainers(at);
  manyModels(at);
  dataCapture(at);

  test("a key opens its endpoint and no other, as often as it may, until it is deleted", async () => {
    const create = async (...args: readonly string[]): Promise<string> =>
      JSON.parse(await ok(home.slipway("key", "create", ...args, "-o", "json"))).key;
    const invoke = (endpoint: string, key: string) =>
      fetch(`${home.env["AWS_ENDPOINT_URL"]}/endpoints/${endpoint}/invocations`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: "[1]",
      });
    const becomes = (what: string, wanted: number, endpoint: string, key: string) =>
      eventually(what, 30, async () => {
        const answer = await invoke(endpoint, key);
        await answer.arrayBuffer();
        return answer.status === wanted ? answer : undefined;
      });
    const key = await create("all", "one");
    await becomes("an answer by the key", 200, "all", key);
    const elsewhere = await invoke("few", key);
    expect([elsewhere.status, elsewhere.headers.get("x-slipway-code")]).toEqual([401, "SLIP-AUTH-011"]);
    const slow = await create("few", "slow", "--rate", "0.5");
    const above = await becomes("too many", 429, "few", slow);
    expect(Number(above.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    await ok(home.slipway("key", "delete", "all", "one"));
    const over = await becomes("the end of the key", 401, "all", key);
    expect(over.headers.get("x-slipway-code")).toBe("SLIP-AUTH-011");
  });
});
