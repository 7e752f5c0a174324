import { isUnreadable, type Unreadable } from "../timing.ts";
import { type CronField, type FieldRule, readField } from "./cron-field.ts";
import { expandNickname, nicknameProblem } from "./nicknames.ts";

export interface CronFields {
  readonly minute: CronField;
  readonly hour: CronField;
  readonly dayOfMonth: CronField;
  readonly month: CronField;
  readonly dayOfWeek: CronField;
}

/** The longest cron that is read. */
const LONGEST = 256;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/** A leap year's. */
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const RULES: readonly FieldRule[] = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day of month", min: 1, max: 31, special: /^lw?$/ },
  { name: "month", min: 1, max: 12, names: MONTHS },
  // Both 0 and 7 are Sunday, as in Vixie's cron and Airflow.
  { name: "day of week", min: 0, max: 6, again: 7, names: DAYS, special: /^[0-7](#[1-5]|l)$/ },
];

/** The fields of a cron in text form, nicknames expanded; a sentence where it cannot be read or names no day that exists. */
export function readCron(given: string): CronFields | Unreadable {
  if (given.length > LONGEST) return { problem: `The cron has more than ${LONGEST} characters.` };
  const texts = fieldTexts(given.trim());
  if (isUnreadable(texts)) return texts;
  const fields = RULES.map((rule, index) => readField(texts[index] ?? "", rule));
  const bad = fields.find(isUnreadable);
  if (bad !== undefined) return { problem: `The cron "${given}" cannot be read: ${bad.problem}.` };
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fields as [
    CronField,
    CronField,
    CronField,
    CronField,
    CronField,
  ];
  const read = { minute, hour, dayOfMonth, month, dayOfWeek };
  if (!hasADay(read))
    return {
      problem: `The cron "${given}" can never be due: none of its months has a day ${dayOfMonth.values[0]}.`,
    };
  return read;
}

function fieldTexts(cron: string): readonly string[] | Unreadable {
  const texts = (expandNickname(cron) ?? cron).split(/\s+/);
  if (texts.length === 5) return texts;
  if (cron.startsWith("@")) return { problem: nicknameProblem(cron) };
  if (/^(CRON_)?TZ=/.test(cron))
    return { problem: `The cron "${cron}" carries a time zone: write it as "timeZone", as in Kubernetes.` };
  if (texts.length === 6 || texts.length === 7)
    return {
      problem:
        `The cron "${cron}" has ${texts.length} fields where five are taken: Kubeflow reads seconds in the first and Airflow in the sixth. ` +
        `Leave seconds and years out, or write "every", e.g. every: 30s.`,
    };
  return {
    problem: `The cron "${cron}" does not have five fields: minute, hour, day of month, month, day of week.`,
  };
}

/** Where a day of week is given, either day suffices, and every week has each. */
function hasADay({ dayOfMonth, month, dayOfWeek }: CronFields): boolean {
  if (!dayOfWeek.isStar || dayOfMonth.special.length > 0) return true;
  const earliest = dayOfMonth.values[0] ?? 1;
  return month.values.some((one) => earliest <= (DAYS_IN_MONTH[one - 1] ?? 0));
}
