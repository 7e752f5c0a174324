/** What endpoints do beside plain answers, as it is on one machine, by the same programs. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { eventually, ok } from "../e2e/support/home.ts";
import { Projects } from "../e2e/support/projects.ts";
import { type Programs, programs } from "../e2e/support/shell.ts";
import { asyncInference } from "../serving/async-inference.ts";
import { dataCapture } from "../serving/capture.ts";
import { ECHO } from "../serving/echo-model.ts";
import { feedbackByInferenceId } from "../serving/feedback.ts";
import { manyModels } from "../serving/many-models.ts";
import { removeEndpoints } from "../serving/remove-endpoints.ts";
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
    [home, tools] = await Promise.all([ClusterHome.shared(), programs()]);
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    projects.remove();
    tools.remove();
    await home.down();
  });

  const at = () => ({ home, tools, projects });

  /** Without endpoints at the end. */
  const part = (what: string, tests: () => void) =>
    describe(what, () => {
      afterAll(() => removeEndpoints(home));
      tests();
    });

  const crash = async (meanwhile: () => Promise<void> = async () => {}) => {
    await home.cluster.ok("delete", "pod", ...OPERATOR, "--force", "--grace-period=0");
    await meanwhile();
    await home.cluster.ok("wait", "pod", ...OPERATOR, "--for=condition=Ready", "--timeout=120s");
  };

  part("that answer later", () => {
    asyncInference(() => home, { what: "each operator", crash });
  });

  test("a key opens its endpoint and no other, as often as it may, until it is deleted", async () => {
    const folder = projects.write("keyed", ECHO);
    await ok(home.slipway("train", folder, "--name", "keyed", "--wait"));
    for (const name of ["one", "other"]) await ok(home.slipway("deploy", "keyed", "--name", name));
    const create = async (...args: readonly string[]): Promise<string> =>
      JSON.parse(await ok(home.slipway("key", "create", ...args, "-o", "json"))).key;
    const invoke = (endpoint: string, key: string) =>
      fetch(`${home.env["AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME"]}/endpoints/${endpoint}/invocations`, {
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
    const key = await create("one", "first");
    await becomes("an answer by the key", 200, "one", key);
    const elsewhere = await invoke("other", key);
    expect([elsewhere.status, elsewhere.headers.get("x-slipway-code")]).toEqual([401, "SLIP-AUTH-011"]);
    const slow = await create("other", "slow", "--rate", "0.05");
    const above = await becomes("too many", 429, "other", slow);
    expect(Number(above.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    await ok(home.slipway("key", "delete", "one", "first"));
    const over = await becomes("the end of the key", 401, "one", key);
    expect(over.headers.get("x-slipway-code")).toBe("SLIP-AUTH-011");
    await removeEndpoints(home);
  });

  // Each takes minutes, and is tried on one machine whenever anything is.
  describe.runIf(process.env["SLIPWAY_SERVING"] === "all")("of all kinds", () => {
    part("whose answers were worth something", () => {
      feedbackByInferenceId(() => home, { what: "each operator", crash });
    });
    part("that stream, remember and are shadowed", () => streamsSessionsAndShadows(at));
    part("of several containers", () => severalContainers(at));
    part("of many models", () => manyModels(at));
    part("that are captured", () => dataCapture(at));
  });
});
