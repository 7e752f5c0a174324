import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { Home, ok, ROOT } from "./support/home.ts";
import { saidBy } from "./support/said-by.ts";
import { programs } from "./support/shell.ts";

/** The SDK brings a gigabyte of packages, once. */
const FIRST_INSTALLATION_MS = 1_200_000;
const PATIENCE_MS = 300_000;
const PROGRAM = join(ROOT, "test/e2e/serving/async_boto3.py");

describe("endpoints that answer later, by boto3", { timeout: PATIENCE_MS }, () => {
  let home: Home;
  let stuck: unknown;
  /** What is told of requests with the numbers from 0 on, in the form of Python's `json`. */
  const twice = (count: number) =>
    Array.from({ length: count }, (_, n) => [
      "OutputLocation",
      `{"n": ${n * 2}, "type": "application/json"}`,
    ]);
  const step = async (name: string, ...args: readonly string[]) =>
    JSON.parse(await ok(home.python(PROGRAM, name, ...args)));

  beforeAll(async () => {
    home = await Home.withPython();
    const config = await step("make", "later", "stuck");
    expect(config).toEqual({
      ClientConfig: { MaxConcurrentInvocationsPerInstance: 1 },
      OutputConfig: { S3OutputPath: "s3://later/out", S3FailurePath: "s3://later/failed" },
    });
    stuck = await step("stick");
  }, PATIENCE_MS);
  afterAll(() => home.down());

  test("answers, and why there are none, lie where the call has said; calls of the other kind are refused", async () => {
    const found = await step("answers");
    expect(found).toMatchObject({
      status: 202,
      id: [36, "mine"],
      place: "s3://later/out/of/me/one.json",
      good: ["OutputLocation", '{"n": 42, "type": "application/json"}'],
      named: ["OutputLocation", '{"n": 2, "type": "application/json"}'],
      inline: ["OutputLocation", '{"n": 8, "type": "application/json"}'],
      failing: ["FailureLocation", expect.stringContaining("no such column")],
      missing: ["FailureLocation", expect.stringContaining("SLIP-ASYNC-003")],
      slow: ["FailureLocation", expect.stringContaining("SLIP-ASYNC-006")],
      "at once": ["ValidationError", expect.stringContaining("does not support this inference type")],
      nowhere: ["ValidationError", expect.stringContaining("not found")],
    });
  });

  test("what was accepted is answered although the server is killed while twenty wait", async () => {
    const sent = await step("many", "20");
    home.kill();
    await home.start();
    expect(await step("read", JSON.stringify(sent))).toEqual(twice(20));
  });

  test("an update under those that wait loses none of them", async () => {
    expect(await step("replace", "10")).toEqual([twice(10), "again"]);
  });

  test("what waits too long expires, and its endpoint's backlog is measured", async () => {
    const told = await step("read", JSON.stringify([stuck]));
    expect(told).toEqual([["FailureLocation", expect.stringContaining("SLIP-ASYNC-005")]]);
    expect(await step("backlog")).toEqual([2]);
  });
});

test("the SageMaker SDK deploys with AsyncInferenceConfig and waits for results, unmodified", {
  timeout: FIRST_INSTALLATION_MS,
}, async () => {
  const { python } = await pythonEnv("sagemaker-2");
  const [home, tools] = await Promise.all([Home.withPython(), programs()]);
  const folder = mkdtempSync(join(tmpdir(), "slipway-async-sdk-"));
  try {
    const program = join(ROOT, "test/e2e/serving/async_sdk_v2.py");
    const { said } = await saidBy(home, tools, { python, program, folder });
    expect(said).toEqual({
      later: { sum: 6 },
      waited: { sum: 15 },
      failed: expect.stringContaining("AsyncInferenceModelError"),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    tools.remove();
    await home.down();
  }
});
