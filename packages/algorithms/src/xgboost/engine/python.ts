import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { SlipwayError } from "@slipway/model";
import type { Environment } from "../../container.ts";
import type { Matrix } from "../data/matrix.ts";
import { checkColumns } from "../hyperparameters/check-columns.ts";
import { checkLabels } from "../hyperparameters/check-labels.ts";
import type { Hyperparameters } from "../hyperparameters/hyperparameters.ts";
import { decidingMetric, wantedMetrics } from "../hyperparameters/metrics.ts";
import { knownObjective } from "../hyperparameters/training-plan.ts";
import { chooseMetric, OWN_METRICS } from "../metrics/choose-metric.ts";
import type { Engine } from "./choose-engine.ts";
import { deviceParameters } from "./device-parameters.ts";
import { PYTHON_SCRIPT } from "./python-script.ts";
import type { Ending, TrainingJob } from "./training-job.ts";

const STOPPED = 143;
const LONGEST_COMPLAINT = 4096;

/** Trains with real XGBoost in a Python process, which prints to our output and ends when the job is to stop. */
export async function trainInPython(
  job: TrainingJob,
  { executable, version }: Extract<Engine, { kind: "python" }>,
  environment: Environment,
): Promise<Ending> {
  const objective = knownObjective(job.hyperparameters);
  if (objective) checkLabels(job, objective);
  checkColumns(job);
  if (job.stop.aborted) return "stopped";
  const child = spawn(executable, ["-c", PYTHON_SCRIPT], {
    env: { ...environment },
    stdio: ["pipe", "inherit", "inherit", "pipe"],
  });
  const stop = (): boolean => child.kill("SIGTERM");
  job.stop.addEventListener("abort", stop);
  try {
    const [ending, complaint] = await Promise.all([
      exit(child),
      readAll(child.stdio[3] as Readable),
      send(child.stdin as Writable, job, version),
    ]);
    if (ending === 0) return "finished";
    if (ending === STOPPED || job.stop.aborted) return "stopped";
    throw new SlipwayError("SLIP-XGB-009", complaint || `XGBoost's process ended with ${ending}`);
  } finally {
    job.stop.removeEventListener("abort", stop);
  }
}

async function exit(child: ChildProcess): Promise<number | string> {
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return code ?? signal ?? "nothing";
}

async function readAll(stream: Readable): Promise<string> {
  let text = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) text = (text + String(chunk)).slice(0, LONGEST_COMPLAINT);
  return text;
}

/** A process that ends before it has read everything says why itself. */
async function send(to: Writable, job: TrainingJob, version: string): Promise<void> {
  to.on("error", () => {});
  const arrays = [...arraysOf(job.training), ...arraysOf(job.validation)];
  try {
    to.write(`${JSON.stringify(header(job, version))}\n`);
    for (const { data } of arrays) {
      if (!to.write(Buffer.from(data.buffer, data.byteOffset, data.byteLength))) await once(to, "drain");
    }
    to.end();
    await finished(to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
}

function header(job: TrainingJob, version: string): unknown {
  const { hyperparameters, training, validation, modelPath, draftPath } = job;
  const metrics = metricsFor(hyperparameters);
  const own = metrics.filter((name) => OWN_METRICS.includes(name));
  const theirs = metrics.filter((name) => !OWN_METRICS.includes(name));
  const deciding = job.validation && decidingMetric(hyperparameters);
  return {
    parameters: {
      ...deviceParameters(hyperparameters.forLibrary(), version),
      ...(hyperparameters.text("objective") === "reg:linear" ? { objective: "reg:squarederror" } : {}),
      ...(theirs.length > 0 ? { eval_metric: theirs } : {}),
      ...(own.length > 0 && theirs.length === 0 ? { disable_default_eval_metric: 1 } : {}),
    },
    rounds: hyperparameters.number("num_round"),
    own_metrics: own,
    early_stopping_rounds: deciding === undefined ? 0 : hyperparameters.number("early_stopping_rounds", 0),
    deciding_metric: deciding ?? null,
    maximize: deciding === undefined ? null : (chooseMetric(deciding)?.higherIsBetter ?? null),
    save_when_stopped: hyperparameters.text("save_model_on_termination") === "true",
    model: modelPath,
    draft: draftPath,
    columns: training.columns,
    training: arraysOf(training).map(described),
    validation: arraysOf(validation).map(described),
  };
}

/** Where the user names none, the one that both engines print; real XGBoost's own choice differs by version. */
function metricsFor(hyperparameters: Hyperparameters): readonly string[] {
  const wanted = wantedMetrics(hyperparameters);
  const usual = knownObjective(hyperparameters)?.defaultMetric;
  return wanted.length === 0 && usual ? [usual] : wanted;
}

interface NamedArray {
  readonly name: string;
  readonly data: Float32Array | Uint32Array;
}

function arraysOf(matrix: Matrix | undefined): readonly NamedArray[] {
  if (!matrix) return [];
  const { offsets, indices, values, labels, weights } = matrix;
  return [
    { name: "offsets", data: offsets },
    { name: "indices", data: indices },
    { name: "values", data: values },
    { name: "labels", data: labels },
    ...(weights ? [{ name: "weights", data: weights }] : []),
  ];
}

const described = ({ name, data }: NamedArray) => ({
  name,
  type: data instanceof Float32Array ? "<f4" : "<u4",
  length: data.length,
});
