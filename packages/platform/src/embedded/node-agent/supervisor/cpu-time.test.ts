import { expect, test } from "vitest";
import { cpuMsIn } from "./process-table.ts";

test.each([
  ["00:00:00", 0],
  ["00:01:02", 62_000],
  ["1-02:03:04", 93_784_000],
  ["0:00.07", 70],
  ["12:34.50", 754_500],
  ["?", 0],
])("ps tells a time as %s, on Linux, BSD and macOS", (text, ms) => {
  expect(cpuMsIn(text)).toBeCloseTo(ms, 6);
});
