import { dnsLabelProblem } from "../../names.ts";
import { countSlots, openCalendar, readTime } from "../../schedules/index.ts";
import { type Schedule, scheduleProblems, timingOf } from "../schedule/index.ts";
import type { BackfillSpec } from "./type.ts";

/** Slots of one backfill: those of more than a year of hours. */
const MOST_SLOTS = 10_000;

/** Why a backfill of a schedule cannot be done, a sentence each; none where it can. `name` is the backfill's. */
export function backfillProblems(
  { name, spec }: { readonly name: string; readonly spec: BackfillSpec },
  schedule: Schedule,
): readonly string[] {
  const [from, to] = [readTime(spec.from), readTime(spec.to)];
  const timing = timingOf(schedule.spec);
  if (from === undefined) return [notATime("from", spec.from)];
  if (to === undefined) return [notATime("to", spec.to)];
  if (from > to) return [`The range ends at ${spec.to}, before it begins at ${spec.from}.`];
  if (timing === undefined || scheduleProblems(schedule.spec).length > 0)
    return [`The schedule ${spec.schedule} cannot be kept: its condition Ready says why.`];
  const ofName = dnsLabelProblem(name);
  const { count } = countSlots(openCalendar(timing), { after: new Date(from - 1), until: new Date(to) });
  return [
    ...(ofName === undefined ? [] : [ofName]),
    ...(count === 0 ? [`The schedule has no slot from ${spec.from} to ${spec.to}.`] : []),
    ...(count > MOST_SLOTS
      ? [`The range has about ${count} slots, and may have ${MOST_SLOTS}: make several backfills of it.`]
      : []),
    ...(schedule.spec.dependsOnPast === true && spec.order === "NewestFirst"
      ? ["Slots of a schedule with dependsOnPast wait for those before them: leave order out."]
      : []),
  ];
}

const notATime = (field: string, text: string): string =>
  `${field} is ${JSON.stringify(text.slice(0, 40))}: write RFC 3339 with whole seconds and an offset, e.g. 2026-11-30T03:00:00Z.`;
