import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Home, ok, ROOT } from "./support/home.ts";

const PROGRAM = join(ROOT, "test/serving/programs/feedback_boto3.py");
const ENDPOINT = "shop";
const KUBERNETES_NAME = `endpoints.sagemaker.services.k8s.aws/${ENDPOINT}`;

describe("what answers were worth, by InferenceId, by boto3", () => {
  let home: Home;
  const step = async (name: string, ...args: readonly string[]) =>
    JSON.parse(await ok(home.python(PROGRAM, name, ENDPOINT, ...args)));
  beforeAll(async () => {
    home = await Home.withPython();
    expect(await step("make")).toBe("InService");
  });
  afterAll(() => home.down());

  test("is refused where the endpoint keeps no InferenceIds, with what to do", async () => {
    const [one] = await step("answered");
    expect(await step("remembered", one)).toEqual([
      "InvalidParameterValue",
      expect.stringMatching(/MetricData\.member\.1\.Dimensions.*slipway\.dev\/feedback-window/),
    ]);
    await ok(home.kubectl("annotate", KUBERNETES_NAME, "slipway.dev/feedback-window=7d"));
    expect(await step("asked_for")).toBe(true);
  });

  test("is in the series of the variant that answered, and `slipway ab` tells by it", async () => {
    const { refused, expected, found } = await step("feedback", "400");
    expect(refused).toEqual([null, null, null, null]);
    expect(found).toEqual(expected);
    const [old, fresh] = JSON.parse(
      await ok(home.slipway("ab", ENDPOINT, "--metric", "shop/bought", "--baseline", "old", "-o", "json")),
    );
    expect([old, fresh].map(({ variant, values }) => [variant, values])).toEqual([
      ["old", expected.old[0]],
      ["new", expected.new[0]],
    ]);
    expect(fresh).toMatchObject({ difference: 1, told: true });
  });

  test("is the variant's that answered last, in all of CloudWatch's forms and by its limits", async () => {
    expect(await step("forms")).toEqual({
      both: ["new", "old"],
      refused: [null, ["InvalidParameterValue", expect.stringContaining("150")]],
      found: { old: [6, 18], new: [0, 0] },
    });
  });

  test("is refused as a whole where an invocation is not known, or was not answered", async () => {
    const why = (sentence: RegExp) => ["InvalidParameterValue", expect.stringMatching(sentence)];
    expect(await step("refusals")).toEqual({
      unknown: why(/member\.2\.Dimensions.*"nobody" in the last 7d/),
      failed: why(/in the last 7d/),
      nowhere: why(/There is no endpoint nowhere/),
      stored: [],
    });
  });

  test("is taken of answers from before the server was killed", async () => {
    const [one] = await step("answered");
    expect(await step("remembered", one)).toBeNull();
    home.kill();
    // Nobody but the data plane is there.
    const [other] = await step("answered");
    await home.start();
    expect([await step("remembered", one), await step("remembered", other)]).toEqual([null, null]);
  });
});
