import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { eventually, Home, ok, ROOT } from "./support/home.ts";
import { saidBy } from "./support/said-by.ts";
import { type Programs, programs } from "./support/shell.ts";

interface Payload {
  readonly observedContentType: string;
  readonly mode: string;
  readonly data: string;
  readonly encoding: "CSV" | "JSON" | "BASE64";
}

interface CapturedRecord {
  readonly captureData: { readonly endpointInput: Payload; readonly endpointOutput: Payload };
  readonly eventMetadata: {
    readonly eventId: string;
    readonly inferenceId: string;
    readonly inferenceTime: string;
    readonly customAttributes?: readonly string[];
  };
  readonly eventVersion: string;
}

interface Said {
  readonly endpoint: string;
  readonly bucket: string;
  readonly exchanges: Readonly<
    Record<string, { readonly asked: string; readonly answered: string; readonly type: string }>
  >;
  readonly summaries: readonly unknown[];
  readonly written: Readonly<Record<string, readonly CapturedRecord[]>>;
}

/** Invokes an endpoint so many times, under ids that begin alike. */
const ASK = `
import boto3, sys
runtime = boto3.client("sagemaker-runtime")
for i in range(int(sys.argv[3])):
    runtime.invoke_endpoint(EndpointName=sys.argv[1], InferenceId=f"{sys.argv[2]}-{i}", Body=b"1", ContentType="text/csv", Accept="text/csv")
`;
/** Prints the ids of all that is written down, a line each. */
const WRITTEN = `
import boto3, json, sys
s3 = boto3.client("s3")
for page in s3.get_paginator("list_objects_v2").paginate(Bucket=sys.argv[1]):
    for one in page.get("Contents", []):
        if one["Key"].endswith(".jsonl"):
            for line in s3.get_object(Bucket=sys.argv[1], Key=one["Key"])["Body"].read().decode().splitlines():
                print(json.loads(line)["eventMetadata"]["inferenceId"])
`;

let home: Home;
let served: Pick<Said, "endpoint" | "bucket"> | undefined;
let scratch: string;
let tools: Programs;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "slipway-capture-"));
  await pythonEnv("sagemaker-2");
  [home, tools] = await Promise.all([Home.withPython(), programs()]);
}, 1_200_000);
afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true });
  tools.remove();
  await home.down();
});

const base64 = ({ data, encoding }: Payload): string =>
  encoding === "BASE64" ? data : Buffer.from(data).toString("base64");

test("what SageMaker's SDK asks to be captured is in its bucket as it was sent and answered", async () => {
  const { python } = await pythonEnv("sagemaker-2");
  const program = join(ROOT, "test/e2e/capture/sdk_v2.py");
  const found = await saidBy(home, tools, { python, program, folder: scratch });
  expect(found.said, found.log.slice(-4_000)).not.toBeNull();
  const said = found.said as Said;
  served = said;
  const { endpoint, bucket, exchanges, written } = said;
  const records = Object.values(written).flat();
  const ids = records.map(({ eventMetadata }) => eventMetadata.inferenceId);
  const asked = Object.keys(exchanges).filter((id) => id !== "unseen");
  expect(ids.toSorted()).toEqual(asked.toSorted());
  const encodings = new Map<string, string>();
  for (const { captureData, eventMetadata, eventVersion } of records) {
    const { inferenceId: id, eventId, inferenceTime, customAttributes } = eventMetadata;
    const { endpointInput, endpointOutput } = captureData;
    const exchange = exchanges[id];
    expect([id, base64(endpointInput)]).toEqual([id, exchange?.asked]);
    expect([id, base64(endpointOutput)]).toEqual([id, exchange?.answered]);
    expect(endpointInput.observedContentType).toBe(exchange?.type);
    expect(endpointOutput.observedContentType).toBe(exchange?.type);
    expect([endpointInput.mode, endpointOutput.mode, eventVersion]).toEqual(["INPUT", "OUTPUT", "0"]);
    expect(eventId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(inferenceTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(customAttributes).toEqual(id === "csv" ? ["trace=7"] : undefined);
    encodings.set(id, endpointInput.encoding);
  }
  expect(new Set(records.map(({ eventMetadata }) => eventMetadata.eventId)).size).toBe(records.length);
  expect(["csv", "json", "binary", "large"].map((id) => encodings.get(id))).toEqual([
    "CSV",
    "JSON",
    "BASE64",
    "CSV",
  ]);
  for (const [key, [first]] of Object.entries(written)) {
    const hour = (first?.eventMetadata.inferenceTime ?? "").slice(0, 13).replaceAll(/[-T]/g, "/");
    const name = "\\d\\d-\\d\\d-\\d{3}-[0-9a-f-]{36}\\.jsonl";
    expect(key).toMatch(new RegExp(`^(first|third)/${endpoint}/AllTraffic/${hour}/${name}$`));
  }
  const told = (enabled: boolean, to: string) => ({
    EnableCapture: enabled,
    CaptureStatus: enabled ? "Started" : "Stopped",
    CurrentSamplingPercentage: 100,
    DestinationS3Uri: `s3://${bucket}/${to}`,
    KmsKeyId: "",
  });
  expect(said.summaries).toEqual([told(true, "first"), told(false, "second"), told(true, "third")]);
}, 600_000);

test("what a killed data plane had taken is written down, and once", async () => {
  const { endpoint = "", bucket = "" } = served ?? {};
  await ok(home.python("-c", ASK, endpoint, "before", "50"));
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  process.kill(dataPlane(), "SIGKILL");
  await eventually("the endpoint is answered for again", 60, async () => {
    const { code } = await home.python("-c", ASK, endpoint, "after", "1");
    return code === 0 ? true : undefined;
  });
  const ids = await eventually("all is written down", 180, async () => {
    const lines = (await ok(home.python("-c", WRITTEN, bucket))).trim().split("\n");
    const found = lines.filter((id) => /^(before|after)-/.test(id));
    return found.includes("after-0") && found.length >= 51 ? found : undefined;
  });
  const asked = [...Array.from({ length: 50 }, (_, i) => `before-${i}`), "after-0"];
  expect(ids.toSorted()).toEqual(asked.toSorted());
}, 600_000);

test("what was taken right before a home ends is in its bucket when it is there again", async () => {
  const { endpoint = "", bucket = "" } = served ?? {};
  await ok(home.python("-c", ASK, endpoint, "last", "5"));
  await ok(home.slipway("down"));
  const left = readdirSync(join(home.state, "captured"), { recursive: true, withFileTypes: true });
  expect(left.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([]);
  await home.start();
  const ids = (await ok(home.python("-c", WRITTEN, bucket))).trim().split("\n");
  expect(ids.filter((id) => id.startsWith("last-")).toSorted()).toEqual(
    Array.from({ length: 5 }, (_, i) => `last-${i}`),
  );
}, 600_000);

/** The process of the one that listened last. */
function dataPlane(): number {
  const lines = readFileSync(join(home.state, "logs/slipway.log"), "utf8").trim().split("\n");
  const told = lines.map((line) => JSON.parse(line)).findLast(({ msg }) => msg === "the data plane listens");
  return Number(told?.pid);
}
