import { afterEach, expect, test } from "vitest";
import { type Home, ok } from "../e2e/support/home.ts";
import type { Projects } from "../e2e/support/projects.ts";
import { removeEndpoints } from "./remove-endpoints.ts";

/** Asks it for a stream: prints when each part has come and what it is, and how the stream ended. */
const STREAM = `
import boto3, botocore.exceptions, json, sys, time
client = boto3.client("sagemaker-runtime")
answer = client.invoke_endpoint_with_response_stream(EndpointName=sys.argv[1], ContentType="application/json", Body=sys.argv[2])
parts, end = [], "whole"
try:
    for event in answer["Body"]:
        parts += [[time.time(), event["PayloadPart"]["Bytes"].decode()]]
except botocore.exceptions.EventStreamError as error:
    end = error.response["Error"]["Code"]
print(json.dumps({"type": answer["ContentType"], "variant": answer["InvokedProductionVariant"], "parts": parts, "end": end}))
`;

/** Begins a session and goes on within it, and asks without one as often. */
const SESSIONS = `
import boto3, json, sys
client = boto3.client("sagemaker-runtime")
def ask(**more):
    answer = client.invoke_endpoint(EndpointName=sys.argv[1], ContentType="application/json", Body="[]", **more)
    return answer, json.loads(answer["Body"].read())
answer, begun = ask(SessionId="NEW_SESSION")
session, expires = answer["NewSessionId"].split("; ")
within = [ask(SessionId=session)[1] for _ in range(20)]
without = [ask()[1][0] for _ in range(40)]
stream = client.invoke_endpoint_with_response_stream(EndpointName=sys.argv[1], ContentType="application/json", Body="[]", SessionId=session)
streamed = b"".join(event["PayloadPart"]["Bytes"] for event in stream["Body"])
try:
    ask(SessionId="somebody-s")
except client.exceptions.ValidationError as error:
    unknown = [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
print(json.dumps({
    "begun": begun, "expires": expires, "within": [one for n, one in enumerate(within) if one not in within[:n]],
    "without": sorted(set(without)), "streamed": json.loads(streamed), "unknown": unknown,
}))
`;

/** An endpoint of one model with another one as its shadow: asks it, and waits for what their answers were found to be. */
const SHADOWED = `
import boto3, datetime, json, sys, time
production, shadow = sys.argv[1:]
client, runtime, cloudwatch = (boto3.client(name) for name in ("sagemaker", "sagemaker-runtime", "cloudwatch"))
def model_of(endpoint):
    config = client.describe_endpoint(EndpointName=endpoint)["EndpointConfigName"]
    return client.describe_endpoint_config(EndpointConfigName=config)["ProductionVariants"][0]["ModelName"]
def variant(name, endpoint, weight):
    return {"VariantName": name, "ModelName": model_of(endpoint), "InstanceType": "ml.m5.large", "InitialInstanceCount": 1, "InitialVariantWeight": weight}
client.create_endpoint_config(
    EndpointConfigName="shadowed",
    ProductionVariants=[variant("old", production, 2)],
    ShadowProductionVariants=[variant("new", shadow, 2)],
)
client.create_endpoint(EndpointName="shadowed", EndpointConfigName="shadowed")
client.get_waiter("endpoint_in_service").wait(EndpointName="shadowed", WaiterConfig={"Delay": 1, "MaxAttempts": 240})
summary = client.describe_endpoint(EndpointName="shadowed")
answers = []
for number in range(10):
    answer = runtime.invoke_endpoint(EndpointName="shadowed", ContentType="application/json", Body=json.dumps([number]))
    answers += [[answer["InvokedProductionVariant"], json.loads(answer["Body"].read())]]
def metric(namespace, name, variant):
    now = datetime.datetime.now(datetime.timezone.utc)
    found = cloudwatch.get_metric_statistics(
        Namespace=namespace, MetricName=name, Dimensions=[{"Name": "EndpointName", "Value": "shadowed"}, {"Name": "VariantName", "Value": variant}],
        StartTime=now - datetime.timedelta(hours=1), EndTime=now + datetime.timedelta(minutes=5), Period=3600, Statistics=["SampleCount", "Sum"],
    )["Datapoints"]
    return [sum(one["SampleCount"] for one in found), sum(one["Sum"] for one in found)]
deadline = time.time() + 150
while metric("Slipway", "ShadowAnswersDifferent", "new")[0] < 10 and time.time() < deadline:
    time.sleep(2)
print(json.dumps({
    "variants": [[one["VariantName"] for one in summary[kind]] for kind in ("ProductionVariants", "ShadowProductionVariants")],
    "answers": answers,
    "different": metric("Slipway", "ShadowAnswersDifferent", "new"),
    "failures": metric("Slipway", "ShadowFailures", "new"),
    "invocations": [metric("AWS/SageMaker", "Invocations", name)[0] for name in ("old", "new")],
}))
`;

/** Response streams, sessions and shadows by boto3: the same in each home that runs programs. */
export function streamsSessionsAndShadows(
  at: () => { readonly home: Home; readonly projects: Projects },
): void {
  afterEach(() => removeEndpoints(at().home));

  test("an answer as it is made comes to boto3 part by part, and one that fails within ends in an exception", async () => {
    const { home, projects } = at();
    const train = "import os; open(os.environ['SM_MODEL_DIR'] + '/m', 'w').write('1')";
    const inference = `
import time
def model_fn(model_dir):
    return 3
def predict_fn(data, model):
    for _ in range(model):
        yield {"made": time.time()}
        time.sleep(1)
    if "fail" in list(data):
        raise ValueError("no more")
`;
    const folder = projects.write("streams", { "train.py": train, "inference.py": inference });
    await ok(home.slipway("train", folder, "--name", "streams", "--wait"));
    await ok(home.slipway("deploy", "streams"));
    const stream = async (body: string) =>
      JSON.parse(await ok(home.python("-c", STREAM, "streams", body))) as {
        readonly parts: readonly (readonly [number, string])[];
        readonly end: string;
        readonly type: string;
      };
    const { parts, end, type } = await stream("[]");
    expect({ end, type, count: parts.length }).toEqual({
      end: "whole",
      type: "application/jsonlines",
      count: 3,
    });
    const made = parts.map(([, text]) => (JSON.parse(text) as { readonly made: number }).made);
    // Each had come before the next was made.
    expect(parts[0]?.[0]).toBeLessThan(made[1] ?? 0);
    expect(parts[1]?.[0]).toBeLessThan(made[2] ?? 0);
    expect(await stream('["fail"]')).toMatchObject({ end: "ModelStreamError", parts: { length: 3 } });
    // Who asks for no stream gets all of it.
    const whole = await ok(home.slipway("predict", "streams", "--data", "[]"));
    expect(whole.trim().split("\n")).toHaveLength(3);
  });

  test("a session stays at the instance that began it, and ends with it", async () => {
    const { home, projects } = at();
    const train = "import os; open(os.environ['SM_MODEL_DIR'] + '/m', 'w').write('1')";
    const inference = `
import os
# When this instance's server began: its workers are several, and other instances have the same numbers.
with open(f"/proc/{os.getppid()}/stat") as file:
    HERE = int(file.read().split()[21])
def model_fn(model_dir):
    return "model"
def predict_fn(data, model, context):
    session = context.get_request_header(0, "X-Amzn-SageMaker-Session-Id")
    if session == "NEW_SESSION":
        context.set_response_header(0, "X-Amzn-SageMaker-New-Session-Id", f"own-{HERE}; Expires=2099-01-01T00:00:00Z")
    return [HERE, session]
`;
    const folder = projects.write("sessions", { "train.py": train, "inference.py": inference });
    await ok(home.slipway("train", folder, "--name", "sessions", "--wait"));
    await ok(home.slipway("deploy", "sessions", "--instance-count", "2"));
    const found = JSON.parse(await ok(home.python("-c", SESSIONS, "sessions"))) as Record<string, unknown>;
    const [instance] = found["begun"] as readonly number[];
    expect(found).toMatchObject({
      begun: [instance, "NEW_SESSION"],
      expires: "Expires=2099-01-01T00:00:00Z",
      within: [[instance, `own-${instance}`]],
      streamed: [instance, `own-${instance}`],
      unknown: ["ValidationError", 400],
    });
    expect((found["without"] as readonly unknown[]).length).toBe(2);
  });

  test("a shadow gets copies of the requests, and what its answers are is told", async () => {
    const { home, projects } = at();
    const train = "import os; open(os.environ['SM_MODEL_DIR'] + '/m', 'w').write('1')";
    const inference = (most: number) => `
def model_fn(model_dir):
    return ${most}
def predict_fn(data, model):
    return [min(int(value), model) for value in data]
`;
    for (const [name, most] of [
      ["all", 100],
      ["few", 6],
    ] as const) {
      const folder = projects.write(name, { "train.py": train, "inference.py": inference(most) });
      await ok(home.slipway("train", folder, "--name", name, "--wait"));
      await ok(home.slipway("deploy", name));
    }
    const found = JSON.parse(await ok(home.python("-c", SHADOWED, "all", "few"))) as Record<string, unknown>;
    expect(found).toEqual({
      variants: [["old"], ["new"]],
      answers: Array.from({ length: 10 }, (_, number) => ["old", [number]]),
      // Of 7, 8 and 9 the shadow makes 6.
      different: [10, 3],
      failures: [10, 0],
      invocations: [10, 10],
    });
    const told = await ok(home.slipway("ab", "shadowed"));
    expect(told).toMatch(/other answers\s+new\s+10\s+30 %/);
  });
}
