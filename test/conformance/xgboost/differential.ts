import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Matrix } from "../../../packages/algorithms/src/xgboost/data/matrix.ts";
import { readChannel } from "../../../packages/algorithms/src/xgboost/data/read-channel.ts";
import { Scorer } from "../../../packages/algorithms/src/xgboost/model/scorer.ts";
import { isSlipwayError } from "../../../packages/model/src/index.ts";
import { metricGap, predictionGap } from "./answer-gap.ts";
import { type DrawnCase, drawCase } from "./drawn-case.ts";
import { trainOurs } from "./our-xgboost.ts";
import { askReal, fileOf, type RealAnswer, type RealTask, readTrees } from "./real-batch.ts";
import { partAt, type TreeDifference, treeDifference } from "./tree-difference.ts";

const PREDICTION_LIMIT = 1e-4;
const METRIC_LIMIT = 2e-5;
/** How often real XGBoost is asked again where we differ from it. */
const REPEATS = 16;

export interface Differences {
  readonly cases: number;
  readonly refused: readonly string[];
  /** A sentence for each case that single precision decides; its trees are compared up to there. */
  readonly unsure: readonly string[];
  /** A sentence for each case that ended in another way than with real XGBoost. */
  readonly wrong: readonly string[];
}

/** How our answer differs from the real one. */
type Difference = { readonly said: string } & (
  | { readonly kind: "refused" | "columns" }
  | { readonly kind: "trees"; readonly trees: TreeDifference }
  | { readonly kind: "predictions" | "metrics"; readonly gap: number }
);

interface Differing {
  readonly task: RealTask;
  readonly real: RealAnswer;
  readonly seen: Difference;
}

/**
 * Trains `count` drawn cases with our engine and with real XGBoost 3.2 and compares columns, trees, predictions and
 * metrics. A difference is unsure, not wrong, exactly where the gains of two splits are the same in single precision,
 * or where real XGBoost differs from itself as much when the weights of rows, and gradients with them, move in their
 * last digits.
 */
export async function findDifferences(seed: number, count: number): Promise<Differences> {
  const home = mkdtempSync(join(tmpdir(), "slipway-differential-"));
  try {
    const tasks = Array.from({ length: count }, (_, number) => taskOf(home, drawCase(seed, number), number));
    const answers = await askReal(tasks);
    const found = { cases: count, refused: [] as string[], unsure: [] as string[], wrong: [] as string[] };
    const differing: Differing[] = [];
    for (const [number, task] of tasks.entries()) {
      const real = answers[number] as RealAnswer;
      const seen = await compareOurs(task, real);
      if (!seen) continue;
      if (seen.kind === "refused") found.refused.push(`${task.drawn.name}: ${seen.said}`);
      else differing.push({ task, real, seen });
    }
    const unsure = await thatRealXgboostMakesItself(differing.filter(({ seen }) => mayBeRounding(seen)));
    for (const one of differing) {
      const list = isTie(one.seen) || unsure.has(one) ? found.unsure : found.wrong;
      list.push(`${one.task.drawn.name}: ${one.seen.said}`);
    }
    return found;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function taskOf(home: string, drawn: DrawnCase, number: number): RealTask {
  const folder = join(home, String(number));
  for (const [channel, file] of [
    ["train", drawn.training] as const,
    ["validation", drawn.validation] as const,
  ]) {
    if (!file) continue;
    mkdirSync(join(folder, channel), { recursive: true });
    writeFileSync(fileOf(folder, channel), file.text);
  }
  return { drawn, folder, model: join(folder, "real.json"), moved: 0 };
}

/** Nothing where both agree, also to refuse. */
async function compareOurs(
  { drawn: { format, weighted, hyperparameters, validation }, folder, model }: RealTask,
  theirs: RealAnswer,
): Promise<Difference | undefined> {
  const modelPath = join(folder, "ours.json");
  const read = (name: string): Promise<Matrix> =>
    readChannel({ name, folder: join(folder, name), format, weighted });
  try {
    const training = await read("train");
    const channels = { training, ...(validation ? { validation: await read("validation") } : {}) };
    const lines = await trainOurs(channels, { modelPath, hyperparameters });
    if (theirs.refused !== undefined || training.columns !== theirs.columns) {
      return {
        kind: "columns",
        said: `${training.columns} columns, not ${theirs.refused ?? theirs.columns}`,
      };
    }
    const ours = readTrees(modelPath);
    return differenceOf({
      trees: treeDifference(ours, readTrees(model), lambdaOf(hyperparameters)),
      predictions: predictionGap(new Scorer(ours).score(training), theirs.predictions),
      metrics: metricGap(printedMetrics(lines), theirs.log),
    });
  } catch (error) {
    if (!isSlipwayError(error)) throw error;
    return theirs.refused === undefined ? { kind: "refused", said: error.message } : undefined;
  }
}

function differenceOf(seen: {
  readonly trees: TreeDifference | undefined;
  readonly predictions: number;
  readonly metrics: number;
}): Difference | undefined {
  const { trees, predictions, metrics } = seen;
  if (trees)
    return { kind: "trees", said: `tree ${trees.tree} at ${trees.path || "its root"}: ${trees.said}`, trees };
  if (!(predictions < PREDICTION_LIMIT))
    return { kind: "predictions", said: `predictions differ by ${predictions}`, gap: predictions };
  if (!(metrics < METRIC_LIMIT))
    return { kind: "metrics", said: `metrics differ by ${metrics}`, gap: metrics };
  return undefined;
}

const isTie = (seen: Difference): boolean => seen.kind === "trees" && seen.trees.tie;
const mayBeRounding = (seen: Difference): boolean => seen.kind !== "columns" && !isTie(seen);

/** Those where an answer of real XGBoost to moved weights differs from its own as ours does. */
async function thatRealXgboostMakesItself(differing: readonly Differing[]): Promise<ReadonlySet<Differing>> {
  const moved = differing.flatMap((one) =>
    Array.from({ length: REPEATS }, (_, index) => {
      const model = `${one.task.model}.${index + 1}.json`;
      return { one, task: { ...one.task, moved: index + 1, model } };
    }),
  );
  const answers = await askReal(moved.map(({ task }) => task));
  const alike = moved.filter(({ one, task }, index) => {
    const answer = answers[index] as RealAnswer;
    return answer.refused === undefined && differsAlike(one, task, answer);
  });
  return new Set(alike.map(({ one }) => one));
}

function differsAlike({ task, real, seen }: Differing, moved: RealTask, answer: RealAnswer): boolean {
  if (seen.kind === "trees") {
    const models = [readTrees(task.model), readTrees(moved.model)] as const;
    return partAt(seen.trees, models, lambdaOf(task.drawn.hyperparameters));
  }
  if (seen.kind === "predictions") return predictionGap(answer.predictions, real.predictions) >= seen.gap;
  return seen.kind === "metrics" && metricGap(answer.log, real.log) >= seen.gap;
}

const lambdaOf = (hyperparameters: Readonly<Record<string, string>>): number =>
  Number(hyperparameters["lambda"] ?? 1);

function printedMetrics(lines: readonly string[]): Record<string, number[]> {
  const printed: Record<string, number[]> = {};
  for (const [name = "", value] of lines
    .flatMap((line) => line.split("\t").slice(1))
    .map((part) => part.split(":"))) {
    printed[name] = [...(printed[name] ?? []), Number(value)];
  }
  return printed;
}
