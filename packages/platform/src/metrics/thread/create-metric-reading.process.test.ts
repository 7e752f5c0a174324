import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { JSON_LINES, type MetricReading, type MetricsRead } from "../metric-reading.ts";
import { createMetricReading } from "./create-metric-reading.ts";

const HOSTILE = "(?:(?:[a-zZ=: .0-9]?){30}){30}Z([0-9]+)";
const LONG = "loss: acc: x Z ".repeat(4_300);
const loss = { name: "loss", regex: ".*loss: ([0-9\\.]+).*" };
const hostile = { name: "hostile", regex: HOSTILE };
const backtracks = { name: "backtracks", regex: "^(?=x)?(a+)+$" };

describe("metrics are read", () => {
  let reading: MetricReading;
  beforeAll(() => {
    reading = createMetricReading();
  });
  afterAll(() => reading.close());

  type Definitions = Parameters<MetricReading["read"]>[0]["definitions"];
  const read = (definitions: Definitions, ...texts: string[]) =>
    reading.read({ job: "a", definitions, texts });
  /** On from where each slice ends, as the contract has it. */
  const valuesOf = async (definitions: Definitions, ...texts: string[]): Promise<number[]> => {
    const values: number[] = [];
    for (let from = 0; from < texts.length; ) {
      const slice = await read(definitions, ...texts.slice(from));
      expect(slice.read).toBeGreaterThan(0);
      values.push(...slice.values.map(({ value }) => value));
      from += slice.read;
    }
    return values;
  };

  test("from each line, by the first group, each with its line and name", async () => {
    expect(await read([loss], "nothing", "loss: 0.5")).toMatchObject({
      values: [{ line: 1, name: "loss", value: 0.5 }],
      switchedOff: [],
    });
    expect(await valuesOf([loss], "loss: 0.5", "nothing", "epoch 2 loss: 0.25 acc: 1")).toEqual([0.5, 0.25]);
  });

  // SageMaker's documentation of XGBoost gives its expressions with #011 for a tab.
  test("where control characters are written as SageMaker's log pipeline writes them", async () => {
    const values = async (regex: string, text: string) =>
      (await read([{ name: "m", regex }], text)).values.map(({ value }) => value);
    expect(await values(".*\\[[0-9]+\\].*#011validation-rmse:(\\S+)", "[7]\tvalidation-rmse:2.25")).toEqual([
      2.25,
    ]);
    expect(await values(".*\\[[0-9]+\\].*#011validation-rmse:(\\S+)", "[7]#011validation-rmse:2.25")).toEqual(
      [2.25],
    );
    expect(await values("\\tloss=([0-9.e+-]+)", "epoch 1\tloss=1e-3")).toEqual([0.001]);
    expect(await values("#015 *20% loss=([0-9.]+)", "\r 10% loss=2\r 20% loss=1")).toEqual([1]);
    expect(await values("#033\\[1mloss=([0-9.]+)", "\u001b[1mloss=1\u001b[0m")).toEqual([1]);
  });

  test("from the first 16 KiB of a line, also where tabs make it longer", async () => {
    const within = `${"x".repeat(16_000)}loss: 1`;
    const beyond = `${"x".repeat(16_384)}loss: 1`;
    const tabs = `${"\t".repeat(16_000)}loss: 1`;
    const escaped = { name: "escaped", regex: "#011loss: ([0-9]+)" };
    expect(await valuesOf([loss], within)).toEqual([1]);
    expect(await valuesOf([loss], beyond)).toEqual([]);
    expect(await valuesOf([escaped], "\tloss: 1")).toEqual([1]);
    expect(await valuesOf([loss, escaped], tabs)).toEqual([1]);
  });

  test("from lines of JSON by themselves, except those of which an expression has the name", async () => {
    const line = '{"loss": 0.5, "acc": 0.9, "step": 7}';
    const own = { name: "loss", regex: '"acc": ([0-9.]+)' };
    expect((await read([own, JSON_LINES], "loss: 1", line)).values).toEqual([
      { line: 1, name: "loss", value: 0.9 },
      { line: 1, name: "acc", value: 0.9, step: 7, isNamed: true },
    ]);
    const long = `${line.slice(0, -1)}, "x": "${"x".repeat(16_384)}"}`;
    expect(await read([JSON_LINES], "plain", long)).toEqual({ read: 2, values: [], switchedOff: [] });
  });

  test("of lines that are no text", async () => {
    expect(await valuesOf([loss], "\u0000\ufffd\ud800loss: 1", "", "\r\n", "\udc00".repeat(9))).toEqual([1]);
  });

  test("without definitions that cannot be used, with the reason of each", async () => {
    const long = { name: "long", regex: `(${"a".repeat(1_000_000)})` };
    expect(
      await reading.unusable([
        loss,
        long,
        { name: "none", regex: "loss=.*" },
        { name: "broken", regex: "(" },
      ]),
    ).toEqual([
      { ...long, why: "has a regex of 1000002 characters; at most 500 can be used" },
      { name: "none", regex: "loss=.*", why: "has a regex without a group for the value" },
      { name: "broken", regex: "(", why: expect.stringContaining("cannot be used") },
    ]);
  });

  test.each([
    ["a repetition of 900 optional characters", hostile, LONG],
    ["an expression that backtracks for ever", backtracks, `${"a".repeat(60)}!`],
    [
      "one that backtracks with the square of a line's length",
      { name: "square", regex: ".*.*.*(?=x)y(z)" },
      LONG,
    ],
  ])("but not by %s: it is switched off, and the others are read", async (_, definition, text) => {
    const first = await read([loss, definition], "loss: 1", text, "loss: 2");
    expect(first.switchedOff).toEqual([
      { ...definition, why: expect.stringContaining("takes more than 250 ms") },
    ]);
    expect(await valuesOf([loss], "loss: 1", text, "loss: 2")).toEqual([1, 2]);
  });

  test("while another job's definitions are tried and switched off", async () => {
    const others: MetricsRead[] = [];
    let ended = false;
    const attack = Promise.all(
      Array.from({ length: 3 }, (_, index) =>
        reading.read({
          job: `b${index}`,
          definitions: [{ ...backtracks, regex: `${backtracks.regex}|${index}` }],
          texts: [`${"a".repeat(60)}!`],
        }),
      ),
    ).then(() => {
      ended = true;
    });
    while (!ended) others.push(await read([loss], "loss: 1"));
    await attack;
    expect(others.length).toBeGreaterThan(5);
    expect(others.every(({ values }) => values[0]?.value === 1)).toBe(true);
  });

  test("with next to nothing of the server's own thread", async () => {
    const before = { all: process.cpuUsage(), here: process.threadCpuUsage() };
    const lines = Array.from({ length: 500 }, () => LONG);
    await Promise.all([read([hostile], LONG), reading.read({ job: "c", definitions: [loss], texts: lines })]);
    const spent = ({ user, system }: NodeJS.CpuUsage) => user + system;
    expect(spent(process.threadCpuUsage(before.here))).toBeLessThan(spent(process.cpuUsage(before.all)) / 10);
  });
});
