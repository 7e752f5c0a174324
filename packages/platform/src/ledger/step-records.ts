import type { FailureClass } from "@slipway/model";
import { aroundOf, type Json as FlowJson, itemOf, type StepEnd } from "@slipway/model/flows/index.ts";
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

/** The last tries at steps that have not ended. */
const OPEN = "open";
/** Steps that failed by themselves, and not for what is inside of them. */
const FAILED = "failed";

const TRY: FactType<StepTry> = {
  type: "step-try",
  keyOf: ({ path, attempt }) => `${path}#${attempt}`,
  atOf: ({ at }) => at,
  parse: (json) => timed<StepTry>(json),
  filedOf: ({ path, attempt }) => ({
    filed: { within: path, mark: "", place: attempt, list: OPEN },
    ...(attempt === 1 ? {} : { unlists: { type: "step-try", within: path } }),
  }),
};

const END: FactType<StepRecord> = {
  type: "step-end",
  keyOf: ({ path }) => path,
  atOf: ({ at }) => at,
  parse: (json) => timed<StepRecord>(json),
};

/** `place` is the step's among those beside it; of an item its path tells it. */
const endAt = (place: number | undefined): FactType<StepRecord> => ({
  ...END,
  filedOf: ({ path, state, isWork, why }) => ({
    filed: {
      within: aroundOf(path),
      mark: state,
      place: itemOf(path) ?? place ?? 0,
      ...(state === "failed" && (isWork || why !== undefined) ? { list: FAILED } : {}),
    },
    ...(isWork || state === "canceled" ? { unlists: { type: TRY.type, within: path } } : {}),
  }),
});

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

/** The first word on a step stays; `place`: which of the steps beside each other it is. */
export const appendStepEnd = (
  ledger: Appending,
  run: Subject,
  { place, ...fact }: StepRecord & { readonly place?: number },
): Promise<void> => appendFact(ledger, endAt(place), { subject: run, fact });

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

const MOST_OPEN = 10_000;
const MOST_TRIES = 1_000;

/** The last tries at steps that have not ended, oldest first: ten thousand at most. */
export async function openTries(ledger: Pick<Ledger, "facts">, run: Subject): Promise<readonly StepTry[]> {
  return (await factsFrom(ledger, TRY, { subject: run, list: OPEN, limit: MOST_OPEN })).facts;
}

/** Steps that failed by themselves, the first of them first; so many at most. */
export async function failedSteps(
  ledger: Pick<Ledger, "facts">,
  run: Subject,
  limit: number,
): Promise<readonly StepRecord[]> {
  return (await factsFrom(ledger, END, { subject: run, list: FAILED, limit })).facts;
}

type Filed = Pick<Ledger, "filedFacts" | "countFiled">;

const STATES: readonly StepEnd[] = ["success", "failed", "skipped", "upstream_failed", "canceled"];

/** Ends of what is directly inside of steps, in its order. */
export async function stepEndsIn(
  ledger: Filed,
  run: Subject,
  asked: {
    readonly within: readonly string[];
    readonly states?: readonly StepEnd[];
    readonly from?: number;
    readonly to?: number;
    readonly limit: number;
  },
): Promise<readonly StepRecord[]> {
  const { states: marks = STATES, ...where } = asked;
  const found = await ledger.filedFacts({ subject: run, type: END.type, marks, ...where });
  return found.map(({ json }) => END.parse(json));
}

/** All tries at those steps, a thousand at most. */
export async function triesOf(
  ledger: Filed,
  run: Subject,
  paths: readonly string[],
): Promise<readonly StepTry[]> {
  const asked = { subject: run, type: TRY.type, within: paths, limit: MOST_TRIES };
  return (await ledger.filedFacts(asked)).map(({ json }) => TRY.parse(json));
}

const PATHS_AT_ONCE = 50;

/** All tries at steps that have not ended: what is left of those before the last one may still be there. */
export async function triesAtOpen(
  ledger: Filed & Pick<Ledger, "facts">,
  run: Subject,
): Promise<readonly StepTry[]> {
  const paths = (await openTries(ledger, run)).map(({ path }) => path);
  const tries: StepTry[] = [];
  for (let start = 0; start < paths.length; start += PATHS_AT_ONCE)
    tries.push(...(await triesOf(ledger, run, paths.slice(start, start + PATHS_AT_ONCE))));
  return tries;
}

/** Of steps with something inside, by path: how many of it have ended how. */
export async function countEnds(
  ledger: Filed,
  run: Subject,
  within: readonly string[],
): Promise<ReadonlyMap<string, Partial<Record<StepEnd, number>>>> {
  const counts = new Map<string, Partial<Record<StepEnd, number>>>();
  for (const one of await ledger.countFiled({ subject: run, type: END.type, within }))
    counts.set(one.within, { ...counts.get(one.within), [one.mark]: one.count });
  return counts;
}
