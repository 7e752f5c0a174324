import type { WaitBody } from "./wait.ts";

/** 100 years. */
const MOST_SECONDS = 3_155_760_000;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** When a wait for a time is over that begins then; a sentence for what is no time. */
export function waitDueAt({ seconds, until }: WaitBody, begin: Date): Date | string {
  if (until !== undefined) return instant(until);
  if (typeof seconds !== "number" || !(seconds >= 0 && seconds <= MOST_SECONDS))
    return `wait.seconds is ${JSON.stringify(seconds)}: expected a number from 0 to ${MOST_SECONDS}`;
  return new Date(begin.getTime() + seconds * 1_000);
}

function instant(until: string): Date | string {
  const at = new Date(INSTANT.test(until) ? until : Number.NaN);
  return Number.isNaN(at.getTime())
    ? `wait.until is ${JSON.stringify(until.slice(0, 80))}: expected an instant with its zone, e.g. 2026-12-24T18:00:00+01:00`
    : at;
}
