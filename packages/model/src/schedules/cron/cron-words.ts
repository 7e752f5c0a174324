import cronstrue from "cronstrue";
import { lowerFirst } from "../../lower-first.ts";
import { expandNickname } from "./nicknames.ts";
import type { CronFields } from "./read-cron.ts";

const MIDNIGHT = "at 00:00, ";

/** What a cron that was read says, in English: "at 03:00, only on Sunday". Of two kinds of days either suffices, and it says "or". */
export function cronWords(cron: string, { dayOfMonth, dayOfWeek }: CronFields): string {
  const text = expandNickname(cron.trim()) ?? cron.trim();
  if (dayOfMonth.isStar || dayOfWeek.isStar) return words(text);
  const [minute, hour, day, month, weekday] = text.split(/\s+/);
  const weekdays = daysWords(`0 0 * * ${weekday}`).replace(/^only /, "");
  const months = month === "*" ? "" : `, ${daysWords(`0 0 * ${month} *`)}`;
  return `${words(`${minute} ${hour} ${day} * *`)} or ${weekdays}${months}`;
}

const daysWords = (cron: string): string => words(cron).replace(MIDNIGHT, "");

const words = (cron: string): string => lowerFirst(cronstrue.toString(cron, { use24HourTimeFormat: true }));
