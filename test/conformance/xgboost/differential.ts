import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readChannel } from "../../../packages/algorithms/src/xgboost/data/read-channel.ts";
import type { TreeModel } from "../../../packages/algorithms/src/xgboost/model/model.ts";
import { parseModel } from "../../../packages/algorithms/src/xgboost/model/parse-model.ts";
import { Scorer } from "../../../packages/algorithms/src/xgboost/model/scorer.ts";
import { isSlipwayError } from "../../../packages/model/src/index.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { type DrawnCase, drawCase } from "./drawn-case.ts";
import { trainOurs } from "./our-xgboost.ts";
import { TIE, treeDifference } from "./tree-difference.ts";

/** All cases in one process; a file that XGBoost refuses is an answer too. */
const DRIVER = `
import json, sys, warnings
import xgboost as xgb
warnings.filterwarnings("ignore")


def plain(values):
    # JSON knows no infinity: what ran away is null.
    return [float(value) if abs(value) < float("inf") else None for value in values]


xgb.set_config(verbosity=0)
for line in sys.stdin:
    task = json.loads(line)
    try:
        data = xgb.DMatrix(task["uri"])
        parameters = dict(task["parameters"], nthread=1, tree_method="hist")
        log = {}
        model = xgb.train(parameters, data, task["rounds"], evals=[(data, "train")], evals_result=log, verbose_eval=False)
        model.save_model(task["model"])
        answer = {"columns": data.num_col(), "predictions": plain(model.predict(data).flatten()), "log": {name: plain(values) for name, values in log["train"].items()}}
    except Exception as error:
        answer = {"refused": str(error).split("Stack trace")[0]}
    print(json.dumps(answer), flush=True)
`;

interface Answer {
  readonly refused?: string;
  readonly columns: number;
  /** Null: infinite, or not a number. */
  readonly predictions: readonly (number | null)[];
  readonly log: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface Differences {
  readonly cases: number;
  readonly refused: readonly string[];
  /** A sentence for each case that ended in another way than with real XGBoost. */
  readonly wrong: readonly string[];
}

/** Trains `count` drawn cases with our engine and with real XGBoost 3.2 and compares columns, trees, predictions and metrics. */
export async function findDifferences(seed: number, count: number): Promise<Differences> {
  const home = mkdtempSync(join(tmpdir(), "slipway-differential-"));
  try {
    const cases = Array.from({ length: count }, (_, number) => drawCase(seed, number));
    for (const [number, drawn] of cases.entries()) {
      mkdirSync(join(home, String(number)));
      writeFileSync(join(home, String(number), "data.txt"), drawn.text);
    }
    const answers = await askReal(home, cases);
    const refused: string[] = [];
    const wrong: string[] = [];
    for (const [number, drawn] of cases.entries()) {
      const said = await compare(drawn, answers[number] as Answer, { home, number });
      if (said?.startsWith("refused")) refused.push(`${drawn.name}: ${said}`);
      else if (said) wrong.push(`${drawn.name}: ${said}`);
    }
    return { cases: count, refused, wrong };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function askReal(home: string, cases: readonly DrawnCase[]): Promise<readonly Answer[]> {
  const { python } = await pythonEnv();
  const tasks = cases.map(({ format, readerOptions, hyperparameters }, number) => {
    const { num_round: rounds, csv_weights: _, ...parameters } = hyperparameters;
    const label = format === "csv" ? `csv&label_column=0${readerOptions}` : "libsvm";
    const uri = `${join(home, String(number), "data.txt")}?format=${label}`;
    return JSON.stringify({ uri, parameters, rounds: Number(rounds), model: join(home, `${number}.json`) });
  });
  const running = promisify(execFile)(python, ["-c", DRIVER], { maxBuffer: 1 << 30 });
  running.child.stdin?.end(`${tasks.join("\n")}\n`);
  const { stdout } = await running;
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
}

/** Nothing where both agree. */
async function compare(
  { format, weighted, hyperparameters }: DrawnCase,
  theirs: Answer,
  { home, number }: { readonly home: string; readonly number: number },
): Promise<string | undefined> {
  const modelPath = join(home, `${number}-ours.json`);
  const folder = join(home, String(number));
  try {
    const training = await readChannel({ name: "train", folder, format, weighted });
    const lines = await trainOurs({ training }, { modelPath, hyperparameters });
    if (theirs.refused !== undefined) return `XGBoost refuses: ${theirs.refused}`;
    if (training.columns !== theirs.columns) return `columns: ${training.columns}, not ${theirs.columns}`;
    const model = (path: string) => parseModel(readFileSync(path), path) as TreeModel;
    const [our, their] = [model(modelPath), model(join(home, `${number}.json`))];
    const treeSaid = treeDifference(our, their);
    if (treeSaid === TIE) return undefined;
    if (treeSaid) return treeSaid;
    const gap = largestGap(new Scorer(our).score(training), theirs.predictions);
    if (!(gap < 5e-4)) return `predictions differ by ${gap}`;
    return metricDifference(lines.at(-1) ?? "", theirs);
  } catch (error) {
    if (isSlipwayError(error)) return `refused: ${error.message}`;
    throw error;
  }
}

function largestGap(ours: ArrayLike<number>, theirs: readonly (number | null)[]): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return theirs.reduce<number>((most, value, index) => {
    if (value === null) return Number.isFinite(ours[index]) ? Number.POSITIVE_INFINITY : most;
    const gap = Math.abs(value - (ours[index] as number)) / Math.max(1, Math.abs(value));
    return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : Math.max(most, gap);
  }, 0);
}

/** Which metric is the default differs by version: only what both print is compared. */
function metricDifference(line: string, { log }: Answer): string | undefined {
  for (const [name, values] of Object.entries(log)) {
    const said = line.split("\t").find((part) => part.startsWith(`train-${name}:`));
    const ours = Number(said?.split(":").at(-1));
    const theirs = values.at(-1) ?? null;
    if (said && theirs !== null && !(Math.abs(ours - theirs) < 1e-4 * Math.max(1, Math.abs(theirs))))
      return `${name}: ${ours}, not ${theirs}`;
  }
  return undefined;
}
