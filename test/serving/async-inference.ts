import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type Home, ok, ROOT } from "../e2e/support/home.ts";

const PATIENCE_MS = 300_000;
const PROGRAM = join(ROOT, "test/serving/programs/async_boto3.py");

/** Asynchronous inference by boto3: the same in each home that runs programs. `crash` ends what dispatches the requests, and sees it back. */
export function asyncInference(
  at: () => Home,
  { what, crash }: { readonly what: string; readonly crash: () => Promise<void> },
): void {
  let stuck: unknown;
  /** What is told of requests with the numbers from 0 on, in the form of Python's `json`. */
  const twice = (count: number) =>
    Array.from({ length: count }, (_, n) => [
      "OutputLocation",
      `{"n": ${n * 2}, "type": "application/json"}`,
    ]);
  const step = async (name: string, ...args: readonly string[]) =>
    JSON.parse(await ok(at().python(PROGRAM, name, ...args)));

  beforeAll(async () => {
    const config = await step("make", "later", "stuck");
    expect(config).toEqual({
      ClientConfig: { MaxConcurrentInvocationsPerInstance: 1 },
      OutputConfig: { S3OutputPath: "s3://later/out", S3FailurePath: "s3://later/failed" },
    });
    stuck = await step("stick");
  }, PATIENCE_MS);

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

  test(`what was accepted is answered although ${what} is killed while twenty wait`, async () => {
    const sent = await step("many", "20");
    await crash();
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
}
