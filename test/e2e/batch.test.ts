import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { awsClients } from "./support/aws-clients.ts";
import { EXAMPLE, eventually, Home, ok, podProcesses, ROOT } from "./support/home.ts";
import { saidBy } from "./support/said-by.ts";
import { type Programs, programs } from "./support/shell.ts";

/** The SDKs bring a gigabyte of packages, once. */
const FIRST_INSTALLATION_MS = 1_200_000;
const PATIENCE_MS = 900_000;
const BUCKET = "abalone-example";
const ROWS = 100_000;
const ROWS_A_PART = 250;

/** The example's rows, which are in SVM light's form, as CSV. */
const rows = readFileSync(join(EXAMPLE, "data/validation/abalone.validation"), "utf8")
  .trim()
  .split("\n")
  .map((line) => {
    const entries = new Map(
      line
        .split(" ")
        .slice(1)
        .map((entry) => entry.split(":") as [string, string]),
    );
    return Array.from({ length: 9 }, (_, column) => entries.get(String(column)) ?? "").join(",");
  });
const rowOf = (index: number): string => rows[index % rows.length] ?? "";

describe("batch transforms", { timeout: PATIENCE_MS }, () => {
  let home: Home;
  let tools: Programs;
  let scratch: string;
  /** What the model says of each row that is sent alone. */
  let alone: ReadonlyMap<string, string>;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "slipway-batch-e2e-"));
    for (const name of ["main", "sagemaker-2", "sagemaker-3"] as const) await pythonEnv(name);
    [home, tools] = await Promise.all([Home.withPython(), programs()]);
    await ok(home.aws("s3", "mb", `s3://${BUCKET}`));
    await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), `s3://${BUCKET}/`));
    await ok(home.kubectl("apply", "-f", join(EXAMPLE, "training.yaml"), "-f", join(EXAMPLE, "deploy.yaml")));
    await ok(home.slipway("wait", "endpoint/abalone-endpoint", "--timeout", "3m"));
    alone = await predictions();
    write("rows.csv", rows);
    await send(
      "big/rows.csv",
      Array.from({ length: ROWS }, (_, index) => rowOf(index)),
    );
    await send("poisoned/a.csv", rows.slice(0, 10));
    await send("poisoned/b.csv", [...rows.slice(0, 16), "1,2,three,4,5,6,7,8,9", ...rows.slice(0, 5)]);
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    rmSync(scratch, { recursive: true, force: true });
    tools.remove();
    await home.down();
  });

  function write(name: string, lines: readonly string[]): string {
    const path = join(scratch, name);
    writeFileSync(path, `${lines.join("\n")}\n`);
    return path;
  }
  const send = async (key: string, lines: readonly string[]) =>
    ok(home.aws("s3", "cp", write("sent", lines), `s3://${BUCKET}/${key}`));
  const read = async (key: string) =>
    (await ok(home.aws("s3", "cp", `s3://${BUCKET}/${key}`, "-"))).trimEnd().split("\n");

  async function predictions(): Promise<ReadonlyMap<string, string>> {
    const program = [
      "import boto3, json, sys",
      "client = boto3.client('sagemaker-runtime')",
      "ask = lambda row: client.invoke_endpoint(EndpointName='abalone-endpoint', ContentType='text/csv', Body=row)",
      "print(json.dumps({row: ask(row)['Body'].read().decode() for row in set(sys.stdin.read().split())}))",
    ].join("\n");
    const { python } = await pythonEnv();
    const said = await ok(home.run(python, ["-c", program], rows.join("\n")));
    return new Map(Object.entries(JSON.parse(said) as Record<string, string>));
  }

  /** A program that prints what it found in its last line. */
  async function said(python: string, program: string, ...args: readonly string[]) {
    const asked = { python, program: join(ROOT, "test/e2e/batch", program), args, folder: scratch };
    return (await saidBy(home, tools, asked)).said;
  }

  test("boto3 drives them to every end, and a hundred thousand rows have the answers they have alone", async () => {
    const { python } = await pythonEnv();
    const found = await said(python, "boto3_batch.py", BUCKET);
    expect(found).toMatchObject({
      all: "Completed",
      tags: [{ Key: "team", Value: "red" }],
      stopped: "Stopped",
      poisoned: {
        TransformJobStatus: "Failed",
        FailureReason: expect.stringMatching(
          /^ClientError: SLIP-BATCH-001: 1 of 2 objects failed: s3:\/\/abalone-example\/poisoned\/b\.csv, record 17 \(byte \d+\): the model answered 400: .*three/,
        ),
      },
      again: expect.stringMatching(
        /^ResourceInUse: Transform job names must be unique within an AWS account and region/,
      ),
      "no model": expect.stringMatching(
        /^ValidationException: Could not find model "arn:aws:sagemaker:[^"]*:model\/nobody"/,
      ),
      "not there": "ValidationException: Could not find requested job with name: nobody",
      "too much": expect.stringMatching(/^ValidationException: .*MaxPayloadInMB 60 is not valid/),
      listed: ["poisoned", "one-by-one", "all-rows"],
      failed: ["poisoned"],
    });
    const answers = await read("all-rows/rows.csv.out");
    expect(answers).toHaveLength(ROWS);
    const wrong = answers.filter((answer, index) => answer !== alone.get(rowOf(index)));
    expect(wrong).toEqual([]);
    // Of the poisoned data the one object that the model takes has its answers, and the other has none.
    expect(await read("poisoned/a.csv.out")).toEqual(rows.slice(0, 10).map((row) => alone.get(row)));
    expect((await home.aws("s3", "ls", `s3://${BUCKET}/poisoned/b.csv.out`)).stdout).toBe("");
  });

  test.each(["2", "3"] as const)(
    "the Transformer of the SageMaker SDK v%s runs unmodified, on two instances",
    async (major) => {
      const { python } = await pythonEnv(`sagemaker-${major}`);
      const { status, answers } = await said(python, "sdk.py", major, BUCKET);
      expect(status).toBe("Completed");
      const expected = Object.fromEntries(
        [0, 1, 2, 3].map((part) => [
          `${part}.csv.out`,
          Array.from({ length: 10 }, (_, at) => `row-${part}-${at},${alone.get(rowOf(part * 10 + at))}`),
        ]),
      );
      expect(answers).toEqual(expected);
    },
  );

  test("killed with -9 in the middle, server and sender: no row is lost or doubled, and what is done is not done again", async () => {
    const parts = Array.from({ length: 12 }, (_, part) => part);
    const linesOf = (part: number) =>
      Array.from({ length: ROWS_A_PART }, (_, at) => rowOf(part * ROWS_A_PART + at));
    mkdirSync(join(scratch, "parts"));
    for (const part of parts) write(`parts/${part}.csv`, linesOf(part));
    await ok(home.aws("s3", "cp", "--recursive", join(scratch, "parts"), `s3://${BUCKET}/parts/`));
    const batch = (...more: readonly string[]) =>
      home.slipway(
        ...[
          "batch",
          "abalone-model",
          "--input",
          `s3://${BUCKET}/parts/`,
          "--output",
          `s3://${BUCKET}/parted`,
        ],
        ...["--strategy", "SingleRecord", ...more],
      );
    await ok(batch("--name", "parted", "--detach"));
    await someDone("parted", 2);
    home.kill();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    // It goes on asking, and cannot store what it has.
    const sender = podProcesses(home).find(({ commandLine }) => /sidecar transform/.test(commandLine));
    if (sender === undefined) throw new Error("nobody asks the model any more");
    process.kill(sender.pid, "SIGKILL");
    await home.start();
    expect((await home.slipway("wait", "transformjob/parted", "--timeout", "2m")).code).not.toBe(0);
    const before = await modified();
    expect(before.size).toBeGreaterThanOrEqual(2);
    expect(before.size).toBeLessThan(12);
    const { code, stderr } = await batch("--name", "parted-again", "--resume");
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${before.size} files were done before`)]);
    const after = await modified();
    expect([...before].filter(([key, at]) => after.get(key) !== at)).toEqual([]);
    await ok(home.aws("s3", "cp", "--recursive", `s3://${BUCKET}/parted/`, join(scratch, "parted")));
    for (const part of parts) {
      const answers = readFileSync(join(scratch, `parted/${part}.csv.out`), "utf8")
        .trimEnd()
        .split("\n");
      expect(answers).toEqual(linesOf(part).map((row) => alone.get(row)));
    }
  });

  const modified = async () => {
    const list = new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "parted/" });
    const { Contents = [] } = await awsClients(home).s3.send(list);
    return new Map(Contents.map(({ Key = "", LastModified }) => [Key, LastModified?.getTime()]));
  };
  const someDone = (name: string, count: number) =>
    eventually(`${count} objects of ${name}`, 120, async () =>
      (await modified()).size >= count ? true : undefined,
    );
});
