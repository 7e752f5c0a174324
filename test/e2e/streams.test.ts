import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Home, ok } from "./support/home.ts";

/** The tests' Python brings its packages, once. */
const FIRST_INSTALLATION_MS = 1_200_000;
const PATIENCE_MS = 300_000;

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

describe("answers as they are made, and sessions", { timeout: PATIENCE_MS }, () => {
  let home: Home;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "slipway-streams-e2e-"));
    home = await Home.withPython();
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    rmSync(scratch, { recursive: true, force: true });
    await home.down();
  });

  function project(name: string, files: Readonly<Record<string, string>>): string {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(scratch, name, path)), { recursive: true });
      writeFileSync(join(scratch, name, path), text);
    }
    return join(scratch, name);
  }

  test("an answer as it is made comes to boto3 part by part, and one that fails within ends in an exception", async () => {
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
    const folder = project("streams", { "train.py": train, "inference.py": inference });
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
    const folder = project("sessions", { "train.py": train, "inference.py": inference });
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
});
