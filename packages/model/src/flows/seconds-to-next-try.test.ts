import { expect, test } from "vitest";
import type { FailureClass } from "../run-record.ts";
import type { StepRetry } from "./definition.ts";
import { secondsToNextTry } from "./seconds-to-next-try.ts";

const limits = { "user-code": 2, "out-of-memory": 1 };

test.each<[readonly FailureClass[], StepRetry | undefined, number | undefined]>([
  [[], { limits }, undefined],
  [["user-code"], { limits }, 5],
  [["user-code", "user-code"], { limits }, 10],
  [["user-code", "user-code", "user-code"], { limits }, undefined],
  [["user-code", "out-of-memory", "user-code"], { limits }, 20],
  [["out-of-memory", "user-code", "out-of-memory"], { limits }, undefined],
  [["user-code"], undefined, undefined],
  [["preempted"], undefined, 5],
  [["preempted"], { limits: { preempted: 0 } }, undefined],
  [["timeout"], { limits }, undefined],
  [["user-code"], { limits, backoffSeconds: 0 }, 0],
  [["user-code", "user-code"], { limits, backoffSeconds: 60, backoffFactor: 3 }, 180],
  [["user-code", "user-code"], { limits, backoffSeconds: 60, maxBackoffSeconds: 90 }, 90],
  [Array(8).fill("preempted"), undefined, 300],
  [Array(400).fill("preempted"), { limits: { preempted: 500 }, backoffSeconds: 0, backoffFactor: 10 }, 0],
  [Array(400).fill("preempted"), { limits: { preempted: 500 }, backoffFactor: 10 }, 300],
  [
    Array(400).fill("preempted"),
    { limits: { preempted: 500 }, backoffFactor: 10, maxBackoffSeconds: 1e13 },
    31_536_000,
  ],
])("after %j, with %j: %s", (failures, retry, seconds) => {
  expect(secondsToNextTry(failures, retry)).toBe(seconds);
});
