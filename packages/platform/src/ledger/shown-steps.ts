import { aroundOf, itemOf, type StepEnd } from "@slipway/model/flows/index.ts";
import type { Ledger, Subject } from "./ledger.ts";
import {
  countEnds,
  failedSteps,
  openTries,
  type StepRecord,
  type StepTry,
  stepEndsIn,
  triesOf,
} from "./step-records.ts";

const FAILED: readonly StepEnd[] = ["failed"];
/** Of steps with something inside, so many are looked into. */
const MOST_LEVELS = 300;
/** Rows that one look gives. */
const MOST_AT_ONCE = 1_000;

export interface StepsAsked {
  /** What is inside of this one is shown; "": what is in the run itself. */
  readonly step: string;
  /** By their places among those beside each other: the first one, and the first one that is shown no more. */
  readonly from: number;
  readonly to: number;
  /** Of what is inside of those that are shown, and so on, so many of the first of each level. */
  readonly inner: number;
  /** Steps whose ends are told, about. */
  readonly limit: number;
  /** Those that failed, and those that run; so many at most. */
  readonly most: number;
}

export interface ShownSteps {
  readonly ends: readonly StepRecord[];
  readonly tries: readonly StepTry[];
  /** Of the steps that were looked into, by path: how many of what is directly inside have ended how. */
  readonly counts: ReadonlyMap<string, Partial<Record<StepEnd, number>>>;
  /** The first that failed by themselves. */
  readonly failed: readonly StepRecord[];
  /** How many did, a thousand at most. */
  readonly failures: number;
  /** The first that run. */
  readonly running: readonly StepTry[];
}

type Reading = Pick<Ledger, "facts" | "filedFacts" | "countFiled">;

/** What shows a run, or the inside of one of its steps: the work follows from what is shown, and not from how many steps there are. */
export async function shownSteps(ledger: Reading, run: Subject, asked: StepsAsked): Promise<ShownSteps> {
  const { step, most } = asked;
  const [open, failed] = await Promise.all([openTries(ledger, run), failedSteps(ledger, run, MOST_AT_ONCE)]);
  const shownOpen = open.filter(({ path }) => isWithin(path, step)).slice(0, most);
  const failures = failed.filter(({ path }) => isWithin(path, step));
  const shownFailed = failures.slice(0, most);
  const towards = new Set([...shownOpen, ...shownFailed].flatMap(({ path }) => holdersOf(path)));
  const levels = new Levels(ledger, run, asked);
  await levels.readFrom(towards);
  const ends = [...levels.ends.values()];
  const worked = [...ends, ...shownFailed].filter(({ isWork }) => isWork).map(({ path }) => path);
  const running = shownOpen.map(({ path }) => path);
  const tries = await triesOf(ledger, run, [...new Set([...worked, ...running])]);
  return {
    ends,
    tries,
    counts: levels.counts,
    failed: shownFailed,
    failures: failures.length,
    running: shownOpen,
  };
}

/** Levels of a run, one after the other: what is inside of a step, what is inside of that, and so on while there is room. */
class Levels {
  readonly ends = new Map<string, StepRecord>();
  readonly counts = new Map<string, Partial<Record<StepEnd, number>>>();
  readonly #ledger: Reading;
  readonly #run: Subject;
  readonly #asked: StepsAsked;

  constructor(ledger: Reading, run: Subject, asked: StepsAsked) {
    this.#ledger = ledger;
    this.#run = run;
    this.#asked = asked;
  }

  /** From the step that is asked for down; `towards`: what holds steps that are shown anyway. */
  async readFrom(towards: ReadonlySet<string>): Promise<void> {
    const { step, from, to, inner, limit } = this.#asked;
    await this.#count([step]);
    if (step !== "") await this.#read({ within: [aroundOf(step)], ...placeOf(step), only: step });
    await this.#read({ within: [step], from, to });
    let level = this.#below([step], towards);
    while (level.length > 0) {
      await this.#count(level);
      if (this.ends.size < limit) {
        const held = level.filter((path) => Object.keys(this.counts.get(path) ?? {}).length > 0);
        await this.#read({ within: held, from: 0, to: inner });
        await this.#read({ within: held, states: FAILED });
      }
      level = this.#below(level, towards);
    }
  }

  /** What may have something inside, of what is directly inside of those. */
  #below(level: readonly string[], towards: ReadonlySet<string>): readonly string[] {
    const within = new Set(level);
    const found = [...this.ends.values()].filter(({ isWork }) => !isWork).map(({ path }) => path);
    const all = new Set([...found, ...towards].filter((path) => path !== "" && within.has(aroundOf(path))));
    return [...all].filter((path) => !this.counts.has(path)).slice(0, MOST_LEVELS - this.counts.size);
  }

  async #count(within: readonly string[]): Promise<void> {
    const found = await countEnds(this.#ledger, this.#run, within);
    for (const path of within) this.counts.set(path, found.get(path) ?? {});
  }

  async #read({
    only,
    ...where
  }: Omit<Parameters<typeof stepEndsIn>[2], "limit"> & { readonly only?: string }): Promise<void> {
    if (where.within.length === 0) return;
    for (const end of await stepEndsIn(this.#ledger, this.#run, { ...where, limit: MOST_AT_ONCE }))
      if (only === undefined || end.path === only) this.ends.set(end.path, end);
  }
}

/** Of an item its place, so that not all before it are read. */
function placeOf(path: string): { readonly from?: number; readonly to?: number } {
  const item = itemOf(path);
  return item === undefined ? {} : { from: item, to: item + 1 };
}

/** What holds a step, and what holds that. */
function holdersOf(path: string): readonly string[] {
  const holders: string[] = [];
  for (let around = aroundOf(path); around !== ""; around = aroundOf(around)) holders.push(around);
  return holders;
}

const isWithin = (path: string, step: string): boolean =>
  step === "" || path === step || path.startsWith(`${step}.`) || path.startsWith(`${step}[`);
