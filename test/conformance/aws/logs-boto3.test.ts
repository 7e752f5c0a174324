import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appendAttempt } from "../../../packages/platform/src/ledger/attempts.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { AwsHome, NAMESPACE } from "./aws-home.ts";
import { refusal } from "./refusal.ts";

const SCRIPT = join(import.meta.dirname, "logs_boto3.py");
const STARTED = new Date("2026-03-01T10:00:00Z");
const STREAM = `Logged/algo-1-${STARTED.getTime() / 1_000}`;

let home: AwsHome;
beforeAll(async () => {
  home = await AwsHome.up();
  const subject = await home.createTrainingJob("Logged");
  await appendAttempt(home.ledger, subject, {
    attempt: 1,
    run: "logged-run",
    instanceCount: 1,
    startedAt: STARTED,
  });
  const lines = Array.from({ length: 2_345 }, (_, i) => ({
    text: `line ${i}`,
    at: new Date(STARTED.getTime() + i),
  }));
  const stream = { namespace: NAMESPACE, pod: "logged-run-algo-1", uid: "p", container: "algorithm" };
  await home.ledger.appendLog(stream, 0, lines);
});
afterAll(() => home.down());

async function boto3(what: string, who = "OWNER"): Promise<unknown> {
  const { python } = await pythonEnv();
  const { stdout } = await promisify(execFile)(python, [
    SCRIPT,
    home.url,
    who,
    `secret of ${who}`,
    "Logged",
    what,
  ]);
  return JSON.parse(stdout);
}

test("boto3 follows a job's log to its end as the SageMaker SDK does", async () => {
  expect(await boto3("follow")).toEqual({ stream: STREAM, lines: 2_345, last: ["line 2343", "line 2344"] });
});

test("boto3 finds events by a pattern, page by page, and the group", async () => {
  const matching = Array.from({ length: 2_345 }, (_, i) => `line ${i}`).filter((line) => /4[12]/.test(line));
  expect(await boto3("filtered", "VIEWER")).toEqual(matching);
  expect(await boto3("groups")).toEqual(["/aws/sagemaker/TrainingJobs"]);
}, 60_000);

test("what is not there, cannot be read or is not served is told in AWS's words", async () => {
  expect(await boto3("refusals")).toEqual([
    ["ResourceNotFoundException", "The specified log group does not exist."],
    ["ResourceNotFoundException", "The specified log stream does not exist."],
    [
      "InvalidParameterException",
      "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
    ],
    ["InvalidParameterException", expect.stringMatching(/^Invalid filter pattern: /)],
    ["UnknownOperationException", expect.stringMatching(/^"Logs_20140328\.PutLogEvents" is not served here/)],
    ["UnknownOperationException", expect.stringMatching(/^"Logs_20140328\.StartQuery" is not served here/)],
  ]);
});

test("the JavaScript SDK reads pages, and who has no rights learns nothing", async () => {
  const client = (who: string) =>
    new CloudWatchLogsClient({
      endpoint: home.url,
      region: "us-west-2",
      credentials: { accessKeyId: who, secretAccessKey: `secret of ${who}` },
      maxAttempts: 1,
    });
  const asked = { logGroupName: "/aws/sagemaker/TrainingJobs", logStreamName: STREAM, limit: 2 };
  const owner = client("OWNER");
  const { events } = await owner.send(new GetLogEventsCommand(asked));
  expect(events?.map(({ message }) => message)).toEqual(["line 2343", "line 2344"]);
  const found: unknown[] = [];
  const pages = paginateFilterLogEvents(
    { client: owner, pageSize: 1_000 },
    { logGroupName: asked.logGroupName, filterPattern: "%line 1[0-9]$%" },
  );
  for await (const page of pages) found.push(...(page.events ?? []).map(({ message }) => message));
  expect(found).toEqual(Array.from({ length: 10 }, (_, i) => `line ${10 + i}`));
  const nobody = client("NOBODY");
  expect(await refusal(nobody.send(new GetLogEventsCommand(asked)))).toMatchObject({
    name: "AccessDeniedException",
  });
  owner.destroy();
  nobody.destroy();
});
