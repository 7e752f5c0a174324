import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeCalendar, nextSlots, openCalendar, type Timing, timingProblems } from "./index.ts";

const NOW = new Date("2026-11-29T18:00:00Z");
const keys = (timing: Timing, from = NOW, count = 3) =>
  nextSlots(openCalendar(timing), from, count).map(({ key }) => key);

describe("a timing that cannot be kept is refused, with its field and what to write", () => {
  it.each<[Timing, string, string]>([
    [{ cron: "0 0 31 2 *" }, "cron", "none of its months has a day 31"],
    [{ cron: "0 0 31 4,6,9,11 *" }, "cron", "none of its months has a day 31"],
    [{ cron: "0 0 * * * *" }, "cron", "every: 30s"],
    [{ cron: "0 0 0 1 1 * 2027" }, "cron", "has 7 fields where five are taken"],
    [{ cron: "@every 5m" }, "cron", 'write the interval as "every"'],
    [{ cron: "@once" }, "cron", "names no times"],
    [{ cron: "@nightly" }, "cron", "@daily"],
    [{ cron: "TZ=UTC 0 0 * * *" }, "cron", 'write it as "timeZone"'],
    [{ cron: "" }, "cron", "does not have five fields"],
    [{ cron: "0 24 * * *" }, "cron", '"24" is no hour: it is a number from 0 to 23'],
    [{ cron: "60 0 * * *" }, "cron", '"60" is no minute'],
    [{ cron: "0 0 0 * *" }, "cron", '"0" is no day of month'],
    [{ cron: "0 0 * 13 *" }, "cron", '"13" is no month: it is a number from 1 to 12 or a name such as FEB'],
    [{ cron: "0 0 * * 8" }, "cron", '"8" is no day of week'],
    [{ cron: "0 0 * * FRYDAY" }, "cron", '"FRYDAY" is no day of week'],
    [{ cron: "*/0 * * * *" }, "cron", 'the step of "*/0" is 0'],
    [{ cron: "0 5-2 * * *" }, "cron", '"5-2" runs backwards'],
    [{ cron: "H 0 * * *" }, "cron", '"H" is no minute'],
    [{ cron: "0 0 15W * *" }, "cron", '"15W" is no day of month'],
    [{ cron: "1,,2 0 * * *" }, "cron", '"" is no minute'],
    [{ cron: `${"0,".repeat(200)}0 0 * * *` }, "cron", "more than 256 characters"],
    [{ cron: "0 3 * * *", timeZone: "Paris" }, "timeZone", "write Europe/Paris"],
    [{ cron: "0 3 * * *", timeZone: "new york" }, "timeZone", "write America/New_York"],
    [{ cron: "0 3 * * *", timeZone: "europe/paris" }, "timeZone", "write Europe/Paris"],
    [{ cron: "0 3 * * *", timeZone: "+02:00" }, "timeZone", "write Area/City"],
    [{ cron: "0 3 * * *", timeZone: "Local" }, "timeZone", "no time zone of the IANA database"],
    [{ cron: "0 3 * * *", timeZone: "x".repeat(1e6) }, "timeZone", "no time zone of the IANA database"],
    [{ every: "P1M" }, "every", 'write a "cron"'],
    [{ every: "1.5h" }, "every", "whole seconds"],
    [{ every: "soon" }, "every", "e.g. 15m or 1h30m"],
    [{ every: "0s" }, "every", "a second or more"],
    [{ every: "P4000D" }, "every", "3660 days or less"],
    [{ every: "15m", startTime: "2026-02-30T00:00:00Z" }, "startTime", "write RFC 3339"],
    [{ every: "15m", startTime: "2026-02-03T00:00:00" }, "startTime", "write RFC 3339"],
    [{ every: "15m", endTime: "2026-02-03T00:00:00.5Z" }, "endTime", "whole seconds"],
    [{ every: "15m", jitterSeconds: 0.5 }, "jitterSeconds", "whole seconds from 0 to 86400"],
    [
      { every: "1h", startTime: "2026-02-03T00:00:00Z", endTime: "2026-02-02T00:00:00Z" },
      "endTime",
      "must not be before the start",
    ],
    [
      { cron: "0 0 1 1 *", startTime: "2026-02-01T00:00:00Z", endTime: "2026-11-01T00:00:00Z" },
      "endTime",
      "would never run",
    ],
  ])("%j", (timing, field, words) => {
    const problems = timingProblems(timing);
    expect(problems.map((one) => one.field)).toEqual([field]);
    expect(problems[0]?.message).toContain(words);
    expect(problems[0]?.message.length).toBeLessThan(500);
  });
});

it("tells every field that is wrong", () => {
  const timing = { cron: "x", timeZone: "y", startTime: "z", endTime: "z", jitterSeconds: -1 };
  expect(timingProblems(timing).map(({ field }) => field)).toEqual(Object.keys(timing));
});

describe("a timing", () => {
  it("in cron is due by the zone's clock, and in UTC where there is none", () => {
    expect(keys({ cron: "0 3 * * *", timeZone: "Europe/Paris" }, NOW, 1)).toEqual(["2026-11-30T02:00:00Z"]);
    expect(keys({ cron: "0 3 * * *" }, NOW, 1)).toEqual(["2026-11-30T03:00:00Z"]);
  });

  it("may have names in any case, and a week that ends on Sunday", () => {
    expect(keys({ cron: "0 9 * dec FRI-SUN" })).toEqual([
      "2026-12-04T09:00:00Z",
      "2026-12-05T09:00:00Z",
      "2026-12-06T09:00:00Z",
    ]);
  });

  it("by interval is due from its start on, the start included", () => {
    const timing = { every: "1h30m", startTime: "2026-11-30T01:00:07+01:00" };
    expect(timingProblems(timing)).toEqual([]);
    expect(keys(timing)).toEqual(["2026-11-30T00:00:07Z", "2026-11-30T01:30:07Z", "2026-11-30T03:00:07Z"]);
    expect(keys({ ...timing, every: "PT1H30M" })).toEqual(keys(timing));
  });

  it("by interval without a start goes by 1970", () => {
    expect(keys({ every: "P1W" }, NOW, 1)).toEqual(["2026-12-03T00:00:00Z"]);
    expect(keys({ every: "40m" }, NOW, 2)).toEqual(["2026-11-29T18:40:00Z", "2026-11-29T19:20:00Z"]);
  });

  it("is not due before its start nor after its end, and at both", () => {
    const timing = {
      cron: "0 0 * * *",
      startTime: "2026-12-01T00:00:00Z",
      endTime: "2026-12-03T00:00:00Z",
    };
    expect(keys(timing, NOW, 9)).toEqual([
      "2026-12-01T00:00:00Z",
      "2026-12-02T00:00:00Z",
      "2026-12-03T00:00:00Z",
    ]);
  });

  it("finds a 29th of February eight years off and a fifth Monday in one 28 years off", () => {
    expect(keys({ cron: "0 0 29 2 *" }, new Date("2096-03-01T00:00:00Z"), 1)).toEqual([
      "2104-02-29T00:00:00Z",
    ]);
    expect(keys({ cron: "0 0 * 2 1#5" }, new Date("2044-03-01T00:00:00Z"), 1)).toEqual([
      "2072-02-29T00:00:00Z",
    ]);
  });

  it("starts its slots late by a jitter that goes by the key", () => {
    const timing = { cron: "0 3 * * *", jitterSeconds: 300 };
    const delays = Array.from({ length: 200 }, (_, key) => openCalendar(timing, `uid-${key}`).delay / 1_000);
    expect(openCalendar(timing, "uid-7").delay / 1_000).toBe(delays[7]);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(300);
    expect(new Set(delays).size).toBeGreaterThan(50);
    const [slot] = nextSlots(openCalendar(timing, "uid-7"), NOW, 1);
    expect(slot?.key).toBe("2026-11-30T03:00:00Z");
    expect(slot?.startAfter.getTime()).toBe((slot?.time.getTime() ?? 0) + (delays[7] ?? 0) * 1_000);
  });
});

describe("a sentence says what a schedule does", () => {
  it.each<[Timing, string]>([
    [
      { cron: "0 3 * * *", timeZone: "Europe/Paris" },
      "at 03:00 in Europe/Paris, next Mon 2026-11-30 03:00 CET",
    ],
    [
      { cron: "@weekly", timeZone: "America/New_York" },
      "at 00:00, only on Sunday, in America/New_York, next Sun 2026-12-06 00:00 EST",
    ],
    [
      { cron: "*/15 * * * *", timeZone: "America/Santiago" },
      "every 15 minutes in America/Santiago, next Sun 2026-11-29 15:15 UTC-03:00",
    ],
    [
      { cron: "0 0 1-7 2 MON" },
      "at 00:00, between day 1 and 7 of the month or on Monday, only in February, in UTC, next Mon 2027-02-01 00:00 UTC",
    ],
    [{ every: "25s", startTime: "2026-11-29T18:00:00Z" }, "every 25s, next Sun 2026-11-29 18:00:25 UTC"],
    [{ every: "1h", endTime: "2026-11-29T18:30:00Z" }, "every 1h, not due again"],
  ])("%j", (timing, sentence) => {
    expect(describeCalendar(openCalendar(timing), NOW)).toBe(sentence);
  });
});

/** Terms of crons, right and wrong, as people and fuzzers write them. */
const terms = fc.oneof(
  fc.constantFrom(
    "*",
    "?",
    "L",
    "LW",
    "5#2",
    "5L",
    "MON",
    "jan",
    "*/5",
    "*/90",
    "0-0",
    "7-7",
    "a",
    "",
    "-",
    "/",
    "1/",
    "1-",
    "#",
  ),
  fc.integer({ min: -1, max: 70 }).map(String),
  fc.tuple(fc.nat(40), fc.nat(70), fc.nat(70)).map(([a, b, c]) => `${a}-${b}/${c}`),
  fc.string({ maxLength: 4 }),
);
const crons = fc
  .array(
    fc.array(terms, { minLength: 1, maxLength: 3 }).map((list) => list.join(",")),
    { minLength: 4, maxLength: 6 },
  )
  .map((fields) => fields.join(" "));

it("whatever is written is refused in sentences, or is due and can be described", () => {
  const timings = fc.oneof(
    fc.record({ cron: fc.oneof({ weight: 5, arbitrary: crons }, fc.string({ unit: "binary" })) }),
    fc.record({ cron: fc.constant("@daily"), timeZone: fc.string({ unit: "binary" }) }),
    fc.record({ every: fc.oneof(fc.string(), fc.stringMatching(/^P?T?[0-9]{1,9}[wdhmsWDHMS]$/)) }),
    fc.record({ every: fc.constant("1h"), startTime: fc.string(), endTime: fc.string() }),
  );
  fc.assert(
    fc.property(timings, (timing: Timing) => {
      const problems = timingProblems(timing);
      for (const { message } of problems) expect(message).toMatch(/\.$/);
      if (problems.length > 0) return;
      const calendar = openCalendar(timing);
      expect(nextSlots(calendar, NOW, 1)).toHaveLength(1);
      expect(describeCalendar(calendar, NOW)).toMatch(/, next [A-Z][a-z]{2} \d{4}-/);
    }),
    { numRuns: 2_000 },
  );
});

it("most crons by the grammar are taken", () => {
  const field = (min: number, max: number) =>
    fc.oneof(
      fc.constant("*"),
      fc.integer({ min, max }).map(String),
      fc.integer({ min: 1, max: 99 }).map((step) => `*/${step}`),
      fc
        .tuple(fc.integer({ min, max }), fc.nat(max), fc.integer({ min: 1, max: 99 }))
        .map(([first, more, step]) => `${first}-${Math.min(first + more, max)}/${step}`),
    );
  const valid = fc
    .tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 7))
    .map((fields): Timing => ({ cron: fields.join(" ") }));
  fc.assert(
    fc.property(valid, (timing) => {
      expect(timingProblems(timing)).toEqual([]);
      expect(describeCalendar(openCalendar(timing), NOW)).toContain(", next ");
    }),
    { numRuns: 300 },
  );
});
