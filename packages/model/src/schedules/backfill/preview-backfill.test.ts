import { expect, it } from "vitest";
import type { SlotOutcome } from "../decide/decide-slot.ts";
import { openCalendar } from "../open-calendar.ts";
import type { Reprocess } from "./decide-backfill.ts";
import { type BackfillQuestion, previewBackfill } from "./preview-backfill.ts";

const OUTCOMES: Readonly<Record<string, SlotOutcome>> = { "24": "Succeeded", "25": "Failed", "26": "Active" };

/** Each night of a week at three by the clock of Paris, whose clocks go back in it; the last has not come. */
const previewed = (question: Partial<BackfillQuestion> = {}) =>
  [
    ...previewBackfill(openCalendar({ cron: "0 3 * * *", timeZone: "Europe/Paris" }), {
      from: new Date("2026-10-23T01:00:00Z"),
      to: new Date("2026-10-27T02:00:00Z"),
      now: new Date("2026-10-27T01:59:59Z"),
      outcomeOf: (key) => OUTCOMES[key.slice(8, 10)],
      ...question,
    }),
  ].map(({ slot, action, reason }) => `${slot.key.slice(8, 16)} ${action} ${reason}`);

// Airflow's `--reprocess-behavior`: none, failed and completed; what runs is never run beside itself.
it.each<[Reprocess | undefined, string, string]>([
  [undefined, "skip", "skip"],
  ["Missing", "skip", "skip"],
  ["Failed", "skip", "create"],
  ["All", "create", "create"],
])("with reprocess %s says of each slot whether it gets a run, and why", (reprocess, succeeded, failed) => {
  expect(previewed({ reprocess })).toEqual([
    "23T01:00 create NoRun",
    `24T01:00 ${succeeded} RunSucceeded`,
    // 03:00 in winter time.
    `25T02:00 ${failed} RunFailed`,
    "26T02:00 skip RunActive",
    "27T02:00 skip NotDue",
  ]);
});

it("goes the other way round where that is asked for, and has both ends of its range", () => {
  expect(previewed({ order: "NewestFirst" }).map((line) => line.slice(0, 2))).toEqual([
    "27",
    "26",
    "25",
    "24",
    "23",
  ]);
  expect(previewed({ from: new Date("2026-10-24T01:00:00Z"), to: new Date("2026-10-24T01:00:00Z") })).toEqual(
    ["24T01:00 skip RunSucceeded"],
  );
});
