import type { DateRef, StringRef } from "../references/types.ts";
import { Value } from "../references/value.ts";
import type { Spec } from "../types/spec.ts";

const fact = (name: string, spec: Spec): unknown => new Value({ cel: `run.${name}`, spec, homes: [] });

/**
 * What every run knows of itself, in whatever pipeline.
 *
 * @example
 * pipeline({ name: "weekly" }, () => nightly({ day: run.date }));
 */
export const run = Object.freeze({
  name: fact("name", { type: "string" }) as StringRef,
  /** The day that it is for: of the schedule's slot in the schedule's time zone, or that in UTC on which somebody started it. */
  date: fact("date", { type: "date" }) as DateRef,
  /** The instant that it was due, RFC 3339 in UTC; without a schedule that at which it was started. */
  scheduledTime: fact("scheduledTime", { type: "string" }) as StringRef,
});
