import { isSlipwayError } from "@slipway/model";
import { afterEach, describe, expect, test } from "vitest";
import type { MetricReading } from "../metric-reading.ts";
import { createMetricReading } from "./create-metric-reading.ts";

const a = { name: "a", regex: "a=([0-9]+)" };
const b = { name: "b", regex: "b=([0-9]+)" };

describe("the thread that reads metrics", () => {
  let reading: MetricReading;
  const withThread = (name: string) => {
    reading = createMetricReading({ workerUrl: new URL(`./testdata/${name}.ts`, import.meta.url) });
  };
  const read = () => reading.read({ job: "j", definitions: [a, b], texts: ["a=1 b=2"] });
  afterEach(() => reading.close());

  test("is ended when it takes too much memory, and what it tried is switched off", async () => {
    withThread("eats-memory");
    expect(await read()).toEqual({
      read: 0,
      values: [],
      switchedOff: [{ ...a, why: "takes more memory than metrics may have" }],
    });
  });

  test("reads on, and switches nothing off, where it comes to its work late each time", async () => {
    withThread("always-busy");
    expect(await read()).toEqual({
      read: 1,
      values: [
        { line: 0, name: "a", value: 1 },
        { line: 0, name: "b", value: 2 },
      ],
      switchedOff: [],
    });
  });

  test("costs no definition its metric by standing still where that definition alone does not", async () => {
    withThread("stalls-in-company");
    const error = await read().catch((thrown: unknown) => thrown);
    expect(isSlipwayError(error, "SLIP-RUN-008")).toBe(true);
    expect((await reading.read({ job: "j", definitions: [b], texts: ["a=1 b=2"] })).values).toEqual([
      { line: 0, name: "b", value: 2 },
    ]);
  });

  test("that does not start is an error that says so, each time anew", async () => {
    withThread("never-starts");
    for (let tries = 0; tries < 2; tries++) {
      const error = await read().catch((thrown: unknown) => thrown);
      expect(isSlipwayError(error, "SLIP-RUN-008")).toBe(true);
      expect(String(error)).toContain("no memory for a thread");
    }
  });

  test("is asked nothing any more once the home ends, and what waits is let go", async () => {
    withThread("stalls-in-company");
    const waiting = read().catch((thrown: unknown) => thrown);
    await reading.close();
    expect(isSlipwayError(await waiting, "SLIP-RUN-008")).toBe(true);
    expect(isSlipwayError(await read().catch((thrown: unknown) => thrown), "SLIP-RUN-008")).toBe(true);
  });
});
