import fc from "fast-check";
import { expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { RateLimits } from "./rate-limits.ts";

const isTaken = (limits: RateLimits, who: string, perSecond: number): boolean => {
  try {
    limits.take(who, perSecond);
    return true;
  } catch {
    return false;
  }
};

test("in any stretch of time no more is taken than its rate, and a second's worth at once", () => {
  const steps = fc.array(fc.nat({ max: 3_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 50, noNaN: true }), steps, (perSecond, waits) => {
      const clock = new ManualClock();
      const limits = new RateLimits(clock);
      const taken: number[] = [];
      for (const wait of waits) {
        clock.advance(wait);
        if (isTaken(limits, "a", perSecond)) taken.push(clock.now().getTime());
      }
      for (const [at, from] of taken.entries()) {
        for (const [more, to] of taken.slice(at).entries()) {
          const most = Math.max(1, perSecond) + ((to - from) / 1_000) * perSecond;
          expect(more + 1).toBeLessThanOrEqual(most + 1e-6);
        }
      }
    }),
  );
});

test("who waits as long as it was told is taken, and nobody waits for another", () => {
  const clock = new ManualClock();
  const limits = new RateLimits(clock);
  for (let count = 0; count < 4; count += 1) limits.take("a", 4);
  let error: unknown;
  try {
    limits.take("a", 4);
  } catch (refused) {
    error = refused;
  }
  expect(error).toMatchObject({ code: "SLIP-AWS-010", status: 429, type: "ThrottlingException" });
  expect(error).toMatchObject({ headers: { "retry-after": "1" } });
  expect(isTaken(limits, "b", 4)).toBe(true);
  clock.advance(1_000);
  for (let count = 0; count < 4; count += 1) limits.take("a", 4);
  expect(isTaken(limits, "a", 4)).toBe(false);
});
