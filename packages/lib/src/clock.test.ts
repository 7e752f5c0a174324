import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { systemClock } from "./clock.ts";

const DAY = 86_400_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it.each([1, 28, 60])("calls back after %d days, once and not before", (days) => {
  const called = vi.fn();
  systemClock.after(days * DAY, called);
  vi.advanceTimersByTime(days * DAY - 1);
  expect(called).not.toHaveBeenCalled();
  vi.advanceTimersByTime(DAY);
  expect(called).toHaveBeenCalledOnce();
});

it("can be told not to, also in the middle of a long wait", () => {
  const called = vi.fn();
  const cancel = systemClock.after(60 * DAY, called);
  vi.advanceTimersByTime(40 * DAY);
  cancel();
  vi.advanceTimersByTime(40 * DAY);
  expect(called).not.toHaveBeenCalled();
});
