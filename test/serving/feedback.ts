import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type Home, ok, ROOT } from "../e2e/support/home.ts";

const PROGRAM = join(ROOT, "test/serving/programs/feedback_boto3.py");
const ENDPOINT = "shop";
const KUBERNETES_NAME = `endpoints.sagemaker.services.k8s.aws/${ENDPOINT}`;

/**
 * Feedback by InferenceId by boto3: the same in each home that runs programs. `crash` ends what writes things down, does what it is given
 * meanwhile, and sees it back.
 */
export function feedbackByInferenceId(
  at: () => Home,
  {
    what,
    crash,
  }: { readonly what: string; readonly crash: (meanwhile: () => Promise<void>) => Promise<void> },
): void {
  const step = async (name: string, ...args: readonly string[]) =>
    JSON.parse(await ok(at().python(PROGRAM, name, ENDPOINT, ...args)));
  beforeAll(async () => expect(await step("make")).toBe("InService"));

  test("is refused where the endpoint keeps no InferenceIds, with what to do", async () => {
    const [one] = await step("answered");
    expect(await step("remembered", one)).toEqual([
      "InvalidParameterValue",
      expect.stringMatching(/MetricData\.member\.1\.Dimensions.*slipway\.dev\/feedback-window/),
    ]);
    await ok(at().kubectl("annotate", KUBERNETES_NAME, "slipway.dev/feedback-window=7d"));
    expect(await step("asked_for")).toBe(true);
  });

  test("is in the series of the variant that answered, and `slipway ab` tells by it", async () => {
    const { refused, expected, found } = await step("feedback", "400");
    expect(refused).toEqual([null, null, null, null]);
    expect(found).toEqual(expected);
    const [old, fresh] = JSON.parse(
      await ok(at().slipway("ab", ENDPOINT, "--metric", "shop/bought", "--baseline", "old", "-o", "json")),
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

  test(`is taken of answers from before ${what} was killed, and from meanwhile`, async () => {
    const [one] = await step("answered");
    expect(await step("remembered", one)).toBeNull();
    let other = "";
    await crash(async () => {
      [other] = await step("answered");
    });
    expect([await step("remembered", one), await step("remembered", other)]).toEqual([null, null]);
  });
}
