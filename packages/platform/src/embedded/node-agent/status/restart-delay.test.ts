import { describe, expect, it } from "vitest";
import type { Launch } from "../supervisor/facts.ts";
import { restartDelay } from "./restart-delay.ts";

const start = Date.UTC(2026, 0, 1);
const ran = (seconds: number, count = 0): Launch => ({
  count,
  startedAt: new Date(start),
  end: { code: 1, at: new Date(start + seconds * 1000) },
});

describe("the pause before a restart", () => {
  it("doubles with each end in quick succession, up to a minute", () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8].map((ends) =>
      restartDelay(Array.from({ length: ends }, (_, i) => ran(5, i))),
    );
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it("is the shortest again after a program that ran for ten minutes", () => {
    expect(restartDelay([ran(5), ran(5, 1), ran(600, 2)])).toBe(1);
    expect(restartDelay([ran(5), ran(600, 1), ran(5, 2)])).toBe(2);
  });
});
