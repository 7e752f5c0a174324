import { dayBound } from "../../schedules/index.ts";

interface Cron {
  /** Five fields, as Kubernetes reads them. */
  readonly cron: string;
  /** RFC 3339, of the years that it names. */
  readonly startTime?: string;
  readonly endTime?: string;
}

const FORM = "minutes, hours, day of month, month, day of week and year";

/**
 * The six fields of a cron of AWS as five, its years those of a zone that exists; a sentence where they cannot be. A field for seconds in
 * front of them is left out.
 */
export function readAwsCron(text: string, timeZone: string): Cron | { readonly problem: string } {
  const fields = text.trim().split(/\s+/);
  if (fields.length === 7 && /^\d{1,2}$/.test(fields[0] ?? "")) fields.shift();
  const [minute = "", hour = "", day = "", month = "", weekday = "", year = ""] = fields;
  if (fields.length !== 6)
    return { problem: `"${text}" has ${fields.length} fields: AWS's crons have six, ${FORM}.` };
  if (/(^|[^#\dA-Z])\d|^\dL/i.test(weekday))
    return {
      problem: `The day of week "${weekday}" is ambiguous: AWS's guides take 2 for Monday and for Tuesday. Write a name, e.g. MON-FRI.`,
    };
  if (!isAny(day) && !isAny(weekday))
    return {
      problem: `"${text}" names a day of month and a day of week: AWS takes one, and ? for the other.`,
    };
  const years = readYears(year, timeZone);
  if (years === undefined)
    return { problem: `The year "${year}" is not read: write *, one year, or a range such as 2026-2028.` };
  const plain = [minute, hour, day, month, weekday].map((field) => (field === "?" ? "*" : field));
  return { cron: plain.join(" "), ...years };
}

const isAny = (field: string): boolean => field === "*" || field === "?";

function readYears(text: string, timeZone: string): Pick<Cron, "startTime" | "endTime"> | undefined {
  if (isAny(text)) return {};
  const [, first, last = first] = /^(\d{4})(?:-(\d{4}))?$/.exec(text) ?? [];
  if (first === undefined || last === undefined || first > last) return undefined;
  const startTime = dayBound(`${first}-01-01`, { timeZone, end: "first" })?.toISOString();
  const endTime = dayBound(`${last}-12-31`, { timeZone, end: "last" })?.toISOString();
  return startTime === undefined || endTime === undefined ? undefined : { startTime, endTime };
}
