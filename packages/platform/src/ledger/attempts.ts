import { defined } from "@slipway/model";
import { appendFact, type FactType, factsOf } from "./fact-type.ts";
import type { Json, Ledger, Subject } from "./ledger.ts";

/** One try at a run; what is not known yet is absent. */
export interface Attempt {
  /** From 1. */
  readonly attempt: number;
  readonly run: string;
  /** What carried it, e.g. `pods`. */
  readonly runtime?: string;
  readonly instanceType?: string;
  readonly instanceCount?: number;
  /** When it began to use its machines; absent of one that had none, and of one whose beginning nobody saw. */
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  /** `lost`: the machinery took it away, and another was to follow; so may one do that `failed`. */
  readonly outcome?: "succeeded" | "failed" | "stopped" | "lost";
  readonly failureClass?: string;
  readonly message?: string;
  /** The machine it was on. */
  readonly node?: string;
  /** Of its program. */
  readonly exitCode?: number;
  /** What its program wrote last, the lines cut. */
  readonly lastLines?: readonly string[];
}

/** A try has two facts, its start and its end: nothing that is stored is changed. */
const ATTEMPT: FactType<Attempt> = {
  type: "attempt",
  keyOf: ({ attempt, run, finishedAt }) => `${attempt}/${run}/${finishedAt === undefined ? "start" : "end"}`,
  atOf: ({ startedAt, finishedAt }) => finishedAt ?? startedAt ?? new Date(),
  parse: (json) => {
    const { startedAt, finishedAt, ...rest } = json as unknown as Stored;
    return { ...rest, ...defined({ startedAt: dateOf(startedAt), finishedAt: dateOf(finishedAt) }) };
  },
};
type Stored = Omit<Attempt, "startedAt" | "finishedAt"> & {
  readonly [time in "startedAt" | "finishedAt"]?: Json;
};

/** Says that a try has started, or how it ended; the first word on either stays. */
export function appendAttempt(
  ledger: Pick<Ledger, "appendFact">,
  subject: Subject,
  attempt: Attempt,
): Promise<void> {
  return appendFact(ledger, ATTEMPT, { subject, fact: attempt });
}

/** The tries at a subject's runs in their order, each with its start and its end. */
export async function readAttempts(
  ledger: Pick<Ledger, "facts">,
  subject: Subject,
): Promise<readonly Attempt[]> {
  const tries = new Map<string, Attempt>();
  for (const fact of await factsOf(ledger, ATTEMPT, subject)) {
    const id = JSON.stringify([fact.attempt, fact.run]);
    tries.set(id, { ...tries.get(id), ...fact });
  }
  return [...tries.values()].sort((a, b) => a.attempt - b.attempt);
}

function dateOf(time: Json | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(String(time));
}
