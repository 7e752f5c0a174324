import { expect, test } from "vitest";
import { billedSeconds, machineSeconds } from "./machine-seconds.ts";

const ended = "2026-01-01T00:01:00.000Z";

// AWS bills from when a job starts on its instances to its end; MaxRuntimeInSeconds and bills are of all attempts together.
test("is the time from the download of data to the end, begun seconds whole", () => {
  const entered = { pending: "2026-01-01T00:00:00.000Z", downloading: "2026-01-01T00:00:10.500Z" };
  expect(machineSeconds({ entered }, ended)).toBe(50);
  expect(machineSeconds({ entered, spentSeconds: 30 }, ended)).toBe(80);
});

test("is at least a second once it had a machine, and none where it had not", () => {
  expect(machineSeconds({ entered: { downloading: ended } }, ended)).toBe(1);
  expect(machineSeconds({ entered: { pending: "2026-01-01T00:00:00.000Z" } }, ended)).toBeUndefined();
  expect(machineSeconds({}, ended)).toBeUndefined();
});

test("is that of the tries before where the last got no machine", () => {
  expect(machineSeconds({ entered: {}, spentSeconds: 30 }, ended)).toBe(30);
});

test("is billed by the share that a spot machine costs of another, begun seconds whole", () => {
  const billed = (share: number, seconds: number) => billedSeconds({ billedShare: share }, seconds);
  expect([21, 22, 30].map((seconds) => billed(0.1 / 0.3, seconds))).toEqual([7, 8, 10]);
  expect([billed(0, 100), billedSeconds({}, 100)]).toEqual([0, 100]);
});
