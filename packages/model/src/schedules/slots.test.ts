import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  countSlots,
  nextSlot,
  nextSlots,
  openCalendar,
  previousSlot,
  slotsIn,
  type Timing,
} from "./index.ts";

const ZONES = [
  "Europe/Paris",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Africa/Casablanca",
  "UTC",
];
const CRONS = [
  "30 2 * * *",
  "*/20 * * * *",
  "0 0 * * *",
  "30 1,2 * * 0",
  "15 */2 * * *",
  "0 12 L * *",
  "0 0 29 2 *",
];
const BOUNDS: readonly Partial<Timing>[] = [
  {},
  { startTime: "2025-03-30T01:00:00Z" },
  { endTime: "2025-10-26T00:30:00Z" },
  { startTime: "2025-01-01T00:00:00Z", endTime: "2025-12-31T00:00:00Z" },
];
const timings = fc
  .tuple(
    fc.oneof(
      fc.record({ cron: fc.constantFrom(...CRONS), timeZone: fc.constantFrom(...ZONES) }),
      fc.record({ every: fc.constantFrom("7m", "PT1H", "1d", "90s") }),
    ),
    fc.constantFrom(...BOUNDS),
  )
  .map(([timing, bounds]): Timing => ({ ...timing, ...bounds }));
/** Half of them within hours of a change of some zone's clocks. */
const instants = fc.oneof(
  fc.date({ min: new Date("2024-01-01"), max: new Date("2026-12-31"), noInvalidDate: true }),
  fc
    .tuple(
      fc.constantFrom(
        "2025-03-30T01:00:00Z",
        "2025-10-26T01:00:00Z",
        "2025-04-05T15:00:00Z",
        "2025-10-04T15:30:00Z",
        "2025-09-07T04:00:00Z",
      ),
      fc.integer({ min: -3 * 3_600_000, max: 3 * 3_600_000 }),
    )
    .map(([change, off]) => new Date(Date.parse(change) + off)),
);

describe("slots", () => {
  it("go forward, and back the way they came", () => {
    fc.assert(
      fc.property(timings, instants, (timing, from) => {
        const calendar = openCalendar(timing);
        const slots = nextSlots(calendar, from, 6);
        let before = from.getTime();
        for (const { time } of slots) {
          expect(time.getTime()).toBeGreaterThan(before);
          const back = previousSlot(calendar, time);
          // Between two slots that follow each other there is none, whichever way one goes.
          if (before === from.getTime()) expect(back === undefined || back.time <= from).toBe(true);
          else expect(back?.time.getTime()).toBe(before);
          expect(previousSlot(calendar, new Date(time.getTime() + 1))?.time).toEqual(time);
          expect(nextSlot(calendar, new Date(time.getTime() - 1))?.time).toEqual(time);
          before = time.getTime();
        }
      }),
      { numRuns: 300 },
    );
  });

  it("of a range are the same in both orders, in pages and by count", () => {
    fc.assert(
      fc.property(timings, instants, fc.integer({ min: 0, max: 36 * 3_600_000 }), (timing, after, length) => {
        const calendar = openCalendar(timing);
        const until = new Date(after.getTime() + length);
        const all = [...slotsIn(calendar, { after, until })].map(({ key }) => key);
        expect(
          [...slotsIn(calendar, { after, until }, "NewestFirst")].map(({ key }) => key).reverse(),
        ).toEqual(all);
        const middle = new Date(after.getTime() + Math.floor(length / 2));
        const pages = [
          ...slotsIn(calendar, { after, until: middle }),
          ...slotsIn(calendar, { after: middle, until }),
        ];
        expect(pages.map(({ key }) => key)).toEqual(all);
        expect(countSlots(calendar, { after, until }, 1_000)).toEqual(
          all.length <= 1_000
            ? { count: all.length, isExact: true }
            : { count: expect.any(Number), isExact: false },
        );
      }),
      { numRuns: 60 },
    );
  });

  it("of every minute of ten years come one at a time, and are estimated rather than counted", () => {
    const calendar = openCalendar({ cron: "* * * * *", timeZone: "Europe/Paris" });
    const range = { after: new Date("2026-01-01T00:00:00Z"), until: new Date("2036-01-01T00:00:00Z") };
    const lazily = slotsIn(calendar, range);
    expect(lazily.next().value?.key).toBe("2026-01-01T00:01:00Z");
    expect(slotsIn(calendar, range, "NewestFirst").next().value?.key).toBe("2036-01-01T00:00:00Z");
    const { count, isExact } = countSlots(calendar, range, 100);
    const minutes = (range.until.getTime() - range.after.getTime()) / 60_000;
    expect(isExact).toBe(false);
    expect(Math.abs(count / minutes - 1)).toBeLessThan(0.01);
  });

  it("of an interval are counted exactly beyond the limit too", () => {
    const range = { after: new Date("2026-01-01T00:00:00Z"), until: new Date("2027-01-01T00:00:00Z") };
    expect(countSlots(openCalendar({ every: "1s" }), range)).toEqual({ count: 365 * 86_400, isExact: false });
  });

  it("are at most a thousand at once", () => {
    expect(nextSlots(openCalendar({ every: "1s" }), new Date(0), 1e9)).toHaveLength(1_000);
    expect(nextSlots(openCalendar({ every: "1s" }), new Date(0), -1)).toEqual([]);
  });

  it("end where the calendar ends, at any instant that is asked about", () => {
    for (const timing of [{ cron: "0 0 29 2 *", timeZone: "Europe/Paris" }, { every: "1d" }]) {
      const calendar = openCalendar(timing);
      expect(nextSlot(calendar, new Date(8.64e15))).toBeUndefined();
      expect(previousSlot(calendar, new Date(-8.64e15))).toBeUndefined();
      expect(nextSlot(calendar, new Date(-8.64e15))?.key).toMatch(/^197\d-/);
      expect(previousSlot(calendar, new Date(8.64e15))?.key).toMatch(/^2\d{3}-/);
    }
  });
});
