import { randomStream } from "../../random-stream.ts";
import { propose } from "../propose.ts";
import type { Values } from "../space/range.ts";
import type { Study } from "../study.ts";

/** A study of several objectives, each with a goal of its own. */
export interface StudyOfSeveral extends Omit<Study, "goal" | "warmStart"> {
  readonly goals: readonly Study["goal"][];
}

export interface ObservedSeveral {
  readonly values: Values;
  /** In the order of the goals; `undefined` for a trial that failed. What is not finite counts as failed too. */
  readonly objectives: readonly number[] | undefined;
}

export interface HistoryOfSeveral {
  readonly observed: readonly ObservedSeveral[];
  readonly pending: readonly Values[];
}

/** How much the sum of objectives counts beside the worst of them, so that no trial is as good as one that it is worse than. */
const SUM_SHARE = 0.05;

/** The next trial of a study of several objectives: as of one that weighs them anew for each trial (ParEGO, Knowles 2006). */
export function proposeForAll(
  { goals, ...study }: StudyOfSeveral,
  { observed, pending }: HistoryOfSeveral,
): Values | undefined {
  const weights = weightsOf(goals.length, randomStream(study.seed, observed.length + pending.length, 3));
  const losses = observed.map(({ objectives }) => lossesOf(goals, objectives));
  const ends = goals.map((_, index) =>
    endsOf(losses.flatMap((each) => (each === undefined ? [] : (each[index] as number)))),
  );
  const weighed = (each: readonly number[]): number => {
    const parts = each.map((loss, index) => (weights[index] as number) * shareOf(loss, ends[index] as Ends));
    return Math.max(...parts) + SUM_SHARE * parts.reduce((sum, part) => sum + part, 0);
  };
  const single = observed.map(({ values }, index) => {
    const each = losses[index];
    return { values, objective: each && weighed(each) };
  });
  return propose({ ...study, goal: "Minimize" }, { observed: single, pending });
}

/** The trials that no other one is at least as good as in all objectives and better in one. */
export function paretoFront(
  goals: readonly Study["goal"][],
  observed: readonly ObservedSeveral[],
): readonly ObservedSeveral[] {
  const judged = observed.flatMap((trial) => {
    const losses = lossesOf(goals, trial.objectives);
    return losses === undefined ? [] : [{ trial, losses }];
  });
  return judged
    .filter(({ losses }) => !judged.some((other) => dominates(other.losses, losses)))
    .map(({ trial }) => trial);
}

function dominates(one: readonly number[], other: readonly number[]): boolean {
  const differences = one.map((loss, index) => loss - (other[index] as number));
  return (
    differences.every((difference) => difference <= 0) && differences.some((difference) => difference < 0)
  );
}

function lossesOf(
  goals: readonly Study["goal"][],
  objectives: readonly number[] | undefined,
): readonly number[] | undefined {
  if (objectives?.length !== goals.length || !objectives.every(Number.isFinite)) return undefined;
  return objectives.map((objective, index) => (goals[index] === "Minimize" ? objective : -objective));
}

interface Ends {
  readonly least: number;
  readonly most: number;
}

function endsOf(losses: readonly number[]): Ends {
  return { least: Math.min(...losses), most: Math.max(...losses) };
}

function shareOf(loss: number, { least, most }: Ends): number {
  return most > least ? (loss - least) / (most - least) : 0;
}

/** Uniform among weights that add up to 1. */
function weightsOf(count: number, random: () => number): readonly number[] {
  const drawn = Array.from({ length: count }, () => -Math.log(1 - random()));
  const sum = drawn.reduce((total, each) => total + each, 0);
  return drawn.map((each) => each / sum);
}
