import { expect, test } from "vitest";
import { untilAborted } from "./until-aborted.ts";

const never = new Promise<never>(() => {});

test("what ends in time is passed on, well or ill", async () => {
  const { signal } = new AbortController();
  expect(await untilAborted(Promise.resolve(1), signal)).toBe(1);
  await expect(untilAborted(Promise.reject(new Error("no wood")), signal)).rejects.toThrow("no wood");
});

test("what does not end is left alone with the reason of the abort", async () => {
  const stop = new AbortController();
  const waiting = untilAborted(never, stop.signal);
  stop.abort(new Error("time is up"));
  await expect(waiting).rejects.toThrow("time is up");
  await expect(untilAborted(never, stop.signal)).rejects.toThrow("time is up");
});

test("what fails after it was left alone fails unheard", async () => {
  const stop = new AbortController();
  let fail = (_: Error): void => {};
  const work = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const waiting = untilAborted(work, stop.signal);
  stop.abort(new Error("time is up"));
  fail(new Error("too late"));
  await expect(waiting).rejects.toThrow("time is up");
});
