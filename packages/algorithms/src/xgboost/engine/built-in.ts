import { setImmediate as nextTurn } from "node:timers/promises";
import { SlipwayError } from "@slipway/model";
import { Booster, type Watched } from "../gbdt/booster.ts";
import { checkColumns } from "../hyperparameters/check-columns.ts";
import { checkLabels } from "../hyperparameters/check-labels.ts";
import { decidingMetric } from "../hyperparameters/metrics.ts";
import { planTraining, type TrainingPlan } from "../hyperparameters/training-plan.ts";
import type { Metric } from "../metrics/metric.ts";
import type { TreeModel } from "../model/model.ts";
import { writeModel } from "../model/write-model.ts";
import { type Link, linkOf } from "../objectives/link.ts";
import { EarlyStopping } from "./early-stopping.ts";
import type { Ending, TrainingJob } from "./training-job.ts";

/** Trains with Slipway's own gradient boosting. */
export async function trainBuiltIn(job: TrainingJob): Promise<Ending> {
  const plan = planTraining(job.hyperparameters);
  checkLabels(job, plan.objective);
  checkColumns(job);
  const booster = makeBooster(job, plan);
  const rounds = job.hyperparameters.number("num_round", 1);
  const stopping = earlyStopping(job, plan);
  for (let round = 0; round < rounds; round++) {
    // Signals are heard between rounds only.
    await nextTurn();
    if (job.stop.aborted) return stopEarly(job, booster);
    booster.addRound();
    const results = evaluate(booster, plan.metrics);
    job.print(metricLine(round, results));
    const decisive = results.find(({ name }) => name === stopping?.result);
    if (decisive && stopping?.rule.take(round, decisive.value)) break;
  }
  await save(job, booster, stopping?.rule);
  return "finished";
}

/** One metric of one data set after a round. */
interface Result {
  readonly name: string;
  readonly value: number;
}

const decimal = (value: number): string => {
  if (Number.isFinite(value)) return value.toFixed(5);
  return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
};

/** As XGBoost's Python package prints it, which metric definitions of existing jobs look for. */
function metricLine(round: number, results: readonly Result[]): string {
  const shown = results.map(({ name, value }) => `${name}:${decimal(value)}`);
  return [`[${round}]`, ...shown].join("\t");
}

function makeBooster(job: TrainingJob, plan: TrainingPlan): Booster {
  try {
    return new Booster(job, plan);
  } catch (error) {
    // An array is longer than arrays can be, or than memory has room for.
    if (!(error instanceof RangeError)) throw error;
    const { rows, columns } = job.training;
    throw new SlipwayError("SLIP-XGB-011", `the train channel has ${rows} rows and ${columns} columns`, {
      cause: error,
    });
  }
}

function evaluate(booster: Booster, metrics: readonly Metric[]): readonly Result[] {
  const link = linkOf(booster.objective.name);
  const sets = [["train", booster.training] as const, ["validation", booster.validation] as const];
  return sets.flatMap(([name, watched]) => {
    if (!watched || !link) return [];
    const { outputs } = booster.objective;
    const predictions = predictionsOf(watched, outputs, link);
    return metrics.map((metric) => ({
      name: `${name}-${metric.name}`,
      value: metric.evaluate(metric.ofMargins ? watched.margins : predictions, watched.matrix, outputs),
    }));
  });
}

function predictionsOf({ matrix, margins }: Watched, outputs: number, link: Link): Float32Array {
  const predictions = margins.slice();
  for (let row = 0; row < matrix.rows; row++) link.apply(predictions, row * outputs, (row + 1) * outputs);
  return predictions;
}

interface Stopping {
  readonly rule: EarlyStopping;
  /** As the result that decides is called. */
  readonly result: string;
}

function earlyStopping(
  { hyperparameters, validation }: TrainingJob,
  { metrics }: TrainingPlan,
): Stopping | undefined {
  const patience = hyperparameters.number("early_stopping_rounds");
  const name = decidingMetric(hyperparameters);
  const deciding = metrics.find((metric) => metric.name === name);
  if (patience === undefined || !validation || !deciding) return undefined;
  return {
    rule: new EarlyStopping(patience, deciding.higherIsBetter),
    result: `validation-${deciding.name}`,
  };
}

async function stopEarly(job: TrainingJob, booster: Booster): Promise<Ending> {
  if (job.hyperparameters.text("save_model_on_termination") === "true" && booster.trees.length > 0) {
    await save(job, booster, undefined);
  }
  return "stopped";
}

/** After stopping early the model ends with its best round, as SageMaker's XGBoost saves it. */
async function save(job: TrainingJob, booster: Booster, stopping: EarlyStopping | undefined): Promise<void> {
  const parallelTrees = job.hyperparameters.number("num_parallel_tree", 1);
  const perRound = parallelTrees * booster.objective.outputs;
  const trees = stopping ? booster.trees.slice(0, (stopping.best.round + 1) * perRound) : booster.trees;
  const model: TreeModel = {
    kind: "trees",
    objective: booster.objective.name,
    objectiveEntry: booster.objective.fileEntry,
    outputs: booster.objective.outputs,
    baseScores: booster.baseScores,
    columns: job.training.columns,
    attributes: stopping
      ? { best_iteration: String(stopping.best.round), best_score: String(stopping.best.value) }
      : {},
    trees,
    treeOutputs: trees.map((_, index) => Math.floor((index % perRound) / parallelTrees)),
    parallelTrees,
  };
  await writeModel(model, job.modelPath, job.draftPath);
}
