import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { dataCapture } from "../serving/capture.ts";
import { eventually, Home, ok } from "./support/home.ts";
import { Projects } from "./support/projects.ts";
import { type Programs, programs } from "./support/shell.ts";

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
let served: { readonly endpoint: string; readonly bucket: string } | undefined;
let projects: Projects;
let tools: Programs;
beforeAll(async () => {
  projects = new Projects();
  await pythonEnv("sagemaker-2");
  [home, tools] = await Promise.all([Home.withPython(), programs()]);
}, 1_200_000);
afterAll(async () => {
  projects.remove();
  tools.remove();
  await home.down();
});

dataCapture(
  () => ({ home, tools, projects }),
  (said) => {
    served = said;
  },
);

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
