import { expect, test } from "vitest";
import { tracesOnce } from "./traces-once.ts";

test("A trace is whole where it stands first, and its sentence a line where it stands again", () => {
  const trace = 'Traceback (most recent call last):\n  File "train.py", line 8\nValueError: no column';
  const status = {
    failureReason: `AlgorithmError: SLIP-SCRIPT-006: train.py:8: no column\n${trace}, exit code: 1`,
    transitions: [{ status: "Starting", n: 1 }, { statusMessage: `train.py:8: no column\n${trace}` }],
    note: "two\nlines",
    none: null,
  };
  expect(tracesOnce(status)).toEqual({
    ...status,
    transitions: [{ status: "Starting", n: 1 }, { statusMessage: "train.py:8: no column" }],
  });
});
