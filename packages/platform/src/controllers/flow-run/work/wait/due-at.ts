import type { WaitBody } from "@slipway/model/flows/index.ts";
import { refused } from "../resource/wanted.ts";
import type { Try } from "../step-work.ts";

/** 100 years. */
const MOST_SECONDS = 3_155_760_000;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** When a wait for a time is over; seconds count from when the try was to begin. Throws TerminalError for what is no time. */
export function dueAt({ going }: Try): Date {
  const { seconds, until } = going.step.body as unknown as WaitBody;
  if (until !== undefined) return instant(until);
  if (typeof seconds !== "number" || !(seconds >= 0 && seconds <= MOST_SECONDS))
    throw refused(`wait.seconds is ${JSON.stringify(seconds)}: expected a number from 0 to ${MOST_SECONDS}`);
  return new Date(going.notBefore.getTime() + seconds * 1_000);
}

function instant(until: string): Date {
  const at = new Date(INSTANT.test(until) ? until : Number.NaN);
  if (Number.isNaN(at.getTime()))
    throw refused(
      `wait.until is ${JSON.stringify(until.slice(0, 80))}: expected an instant with its zone, e.g. 2026-12-24T18:00:00+01:00`,
    );
  return at;
}
