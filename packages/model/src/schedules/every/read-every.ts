import type { Unreadable } from "../timing.ts";

const SECONDS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };
const LONGEST_TEXT = 40;
const LONGEST_DAYS = 3_660;

const SHORT = /^(?:\d{1,9}[wdhms])+$/;
const ISO = /^P(?:\d{1,9}W)?(?:\d{1,9}D)?(?:T(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}S)?)?$/;

/** The seconds of an interval, from a second to ten years; a sentence where it is none. */
export function readEvery(text: string): { readonly seconds: number } | Unreadable {
  if (text.length > LONGEST_TEXT)
    return { problem: `The interval has more than ${LONGEST_TEXT} characters.` };
  const iso = text.startsWith("P");
  if (!(iso ? ISO : SHORT).test(text)) return { problem: `"${text}" is no interval: ${advice(text)}` };
  let seconds = 0;
  for (const [, count, unit = ""] of text.toLowerCase().matchAll(/(\d+)([wdhms])/g))
    seconds += Number(count) * (SECONDS[unit] ?? 0);
  if (seconds < 1) return { problem: `The interval "${text}" must be a second or more.` };
  if (seconds > LONGEST_DAYS * 86_400)
    return { problem: `The interval "${text}" must be ${LONGEST_DAYS} days or less.` };
  return { seconds };
}

function advice(text: string): string {
  if (/^P\d+[YM]|^\d+(y|mo)/.test(text))
    return 'months and years have no fixed length; write a "cron", e.g. "0 0 1 * *" for each month.';
  if (/[.,]\d|ms|us|ns/.test(text)) return "write whole seconds, e.g. 90s.";
  return "write whole numbers with w, d, h, m or s, e.g. 15m or 1h30m, or ISO 8601, e.g. PT15M.";
}
