import type { Endpoint } from "./type.generated.ts";

/**
 * How long after an answer the endpoint is told by its InferenceId what the answer was worth: a whole number of minutes, hours or days,
 * e.g. `7d`. On the Endpoint, and as it is there on the Services of its variants, where routers read it.
 */
export const FEEDBACK_WINDOW_ANNOTATION = "slipway.dev/feedback-window";

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
/** As long as measurements are kept. */
const MOST_MS = 30 * 86_400_000;

/** Milliseconds; undefined where nothing is said, and for what is no such time. */
export function feedbackWindowMs(text: string | undefined): number | undefined {
  const [, count = "", unit = ""] = /^([1-9]\d{0,5})([mhd])$/.exec(text ?? "") ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? 0);
  return ms > 0 && ms <= MOST_MS ? ms : undefined;
}

/** A sentence on why the endpoint's annotation says nothing; undefined where it does, or there is none. */
export function feedbackWindowProblem({ metadata }: Pick<Endpoint, "metadata">): string | undefined {
  const text = metadata.annotations?.[FEEDBACK_WINDOW_ANNOTATION];
  if (text === undefined || feedbackWindowMs(text) !== undefined) return undefined;
  return `the annotation ${FEEDBACK_WINDOW_ANNOTATION} is ${JSON.stringify(text.slice(0, 40))}: expected a whole number of minutes, hours or days up to 30d, for instance 7d`;
}
