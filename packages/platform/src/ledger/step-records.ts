import type { FailureClass } from "@slipway/model";
import type { Json as FlowJson, StepEnd } from "@slipway/model/flows/index.ts";
import { appendFact, type FactType, factsFrom, factsOf } from "./fact-type.ts";
import type { Ledger, PageMark, Subject } from "./ledger.ts";
import { timed } from "./timed.ts";

/** A try at a step's work that has begun. */
export interface StepTry {
  readonly path: string;
  /** From 1. */
  readonly attempt: number;
  /** What the work is called where it is done. */
  readonly run: string;
  readonly at: Date;
  /** The class of the failure that it follows; absent of the first. */
  readonly after?: FailureClass;
  /** Milliseconds before it is begun. */
  readonly pauseMs?: number;
}

/** A step that has ended, and stays so. */
export interface StepRecord {
  readonly path: string;
  readonly state: StepEnd;
  /** Whether it did something; what follows from other ends did not. */
  readonly isWork: boolean;
  readonly at: Date;
  readonly why?: string;
  /** It failed of something other than its program. */
  readonly isError?: boolean;
  readonly results?: Readonly<Record<string, FlowJson>>;
  readonly artifacts?: Readonly<Record<string, FlowJson>>;
}

const TRY: FactType<StepTry> = {
  type: "step-try",
  keyOf: ({ path, attempt }) => `${path}#${attempt}`,
  atOf: ({ at }) => at,
  parse: (json) => timed<StepTry>(json),
};

const END: FactType<StepRecord> = {
  type: "step-end",
  keyOf: ({ path }) => path,
  atOf: ({ at }) => at,
  parse: (json) => timed<StepRecord>(json),
};

/** A run that is to end: from there on nothing begins but what tears down, and what runs on exit. */
interface Cancel {
  readonly at: Date;
  /** So many steps had ended by then: what followed from them is other than what follows from later ones. */
  readonly after: number;
}

const CANCEL: FactType<Cancel> = {
  type: "run-cancel",
  keyOf: () => "cancel",
  atOf: ({ at }) => at,
  parse: (json) => timed<Cancel>(json),
};

type Appending = Pick<Ledger, "appendFact">;

export const appendStepTry = (ledger: Appending, run: Subject, fact: StepTry): Promise<void> =>
  appendFact(ledger, TRY, { subject: run, fact });

/** The first word on a step stays. */
export const appendStepEnd = (ledger: Appending, run: Subject, fact: StepRecord): Promise<void> =>
  appendFact(ledger, END, { subject: run, fact });

export const readStepTries = (ledger: Pick<Ledger, "facts">, run: Subject): Promise<readonly StepTry[]> =>
  factsOf(ledger, TRY, run);

/** In the order in which they were written down. */
export const readStepEnds = (ledger: Pick<Ledger, "facts">, run: Subject): Promise<readonly StepRecord[]> =>
  factsOf(ledger, END, run);

/** The first word stays. */
export const appendCancel = (ledger: Appending, run: Subject, fact: Cancel): Promise<void> =>
  appendFact(ledger, CANCEL, { subject: run, fact });

/** Undefined of a run that is not to end. */
export const readCancel = async (ledger: Pick<Ledger, "facts">, run: Subject): Promise<Cancel | undefined> =>
  (await factsOf(ledger, CANCEL, run))[0];

interface Page {
  readonly limit: number;
  readonly after?: PageMark;
}

/** A page of them. */
export async function stepEndsFrom(ledger: Pick<Ledger, "facts">, run: Subject, page: Page) {
  const { facts: ends, ...next } = await factsFrom(ledger, END, { subject: run, ...page });
  return { ends, ...next };
}

export async function stepTriesFrom(ledger: Pick<Ledger, "facts">, run: Subject, page: Page) {
  const { facts: tries, ...next } = await factsFrom(ledger, TRY, { subject: run, ...page });
  return { tries, ...next };
}

/** Tries that have begun at steps that have not ended. */
export async function openTries(ledger: Pick<Ledger, "facts">, run: Subject): Promise<readonly StepTry[]> {
  const ended = new Set((await readStepEnds(ledger, run)).map(({ path }) => path));
  return (await readStepTries(ledger, run)).filter(({ path }) => !ended.has(path));
}
