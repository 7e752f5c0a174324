import { readFileSync } from "node:fs";
import { openCalendar, slotsIn, timingProblems } from "@slipway/model/schedules/index.ts";
import { describe, expect, it } from "vitest";

interface Judged {
  readonly zone: string;
  readonly from: string;
  readonly hours: number;
  readonly cron: string;
  /** Minutes after `from`, or why the judge does not take the cron. */
  readonly cronsim: readonly number[] | string;
  readonly croniter: readonly number[] | string;
  readonly robfig: readonly number[] | string;
}

const file = new URL("../../golden/schedules/judged.json", import.meta.url);
const { changes, days } = JSON.parse(readFileSync(file, "utf8")) as Record<"changes" | "days", Judged[]>;

function dueMinutes({ zone, from, hours, cron }: Judged, order: "OldestFirst" | "NewestFirst"): number[] {
  const calendar = openCalendar({ cron, timeZone: zone });
  const after = new Date(from);
  const until = new Date(after.getTime() + hours * 3_600_000);
  return [...slotsIn(calendar, { after, until }, order)].map(
    ({ time }) => (time.getTime() - after.getTime()) / 60_000,
  );
}

const title = ({ zone, from, cron }: Judged) => `${cron} in ${zone} from ${from}`;

/** Where clocks change by half an hour cronsim loses local times that there are, since it goes by whole hours; croniter has them. */
const LOST_BY_CRONSIM = [
  "30 * * * * in Australia/Lord_Howe from 2025-04-04T12:00:00Z",
  "*/20 2 * * * in Australia/Lord_Howe from 2025-04-04T12:00:00Z",
  "0 */2 * * * in Australia/Lord_Howe from 2025-04-04T12:00:00Z",
  "10 */3 * * * in Australia/Lord_Howe from 2025-04-04T12:00:00Z",
  "30 * * * * in Australia/Lord_Howe from 2025-10-03T12:00:00Z",
  "10 */3 * * * in Australia/Lord_Howe from 2025-10-03T12:00:00Z",
];

describe("when a zone's clocks change, a cron is due when Debian's is", () => {
  it.each(changes.map((one) => [title(one), one] as const))("%s", (name, one) => {
    const judged = LOST_BY_CRONSIM.includes(name) ? one.croniter : one.cronsim;
    expect(judged).toBeInstanceOf(Array);
    expect(dueMinutes(one, "OldestFirst")).toEqual(judged);
    expect(dueMinutes(one, "NewestFirst").reverse()).toEqual(judged);
  });
});

describe("a cron names the days that Kubernetes' CronJob has it name, and Debian's cron where Kubernetes takes none", () => {
  it.each(days.map((one) => [title(one), one] as const))("%s", (_, one) => {
    const judged = typeof one.robfig === "string" ? one.cronsim : one.robfig;
    expect(timingProblems({ cron: one.cron })).toEqual([]);
    expect(dueMinutes(one, "OldestFirst")).toEqual(judged);
    expect(dueMinutes(one, "NewestFirst").reverse()).toEqual(judged);
  });
});

it("differs from the others where the docs say so", () => {
  const [nightly, doubled] = ["2025-03-29", "2025-10-25"].map((day) =>
    changes.find(
      ({ zone, from, cron }) => zone === "Europe/Paris" && from.startsWith(day) && cron === "30 2 * * *",
    ),
  );
  expect(nightly).toMatchObject({ cronsim: [90, 1500], croniter: [90, 1500], robfig: [90] });
  expect(doubled).toMatchObject({
    cronsim: [30, 1470],
    croniter: [30, 1470, 1530],
    robfig: [30, 1470, 1530],
  });
});
