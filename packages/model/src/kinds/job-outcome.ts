import type { Outcome } from "./facts.ts";

const STATES: Readonly<Record<string, Outcome["state"]>> = {
  Completed: "done",
  Failed: "failed",
  Stopped: "stopped",
};

/** The outcome of a job by AWS's status words; the finer word, where the kind has one, is told after the other. */
export function jobOutcome(status: string | undefined, finer?: string): Outcome {
  const words = [status ?? "Pending", finer].filter((word) => word !== undefined);
  return { state: STATES[status ?? ""] ?? "working", word: [...new Set(words)].join("/") };
}
