import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { IMAGE_VARIABLE } from "@slipway/model/algorithms/script/frameworks.ts";
import { xgboostVersion } from "@slipway/model/algorithms/xgboost/versions.ts";
import { type ChannelConfig, Container, type Environment } from "../container.ts";
import { untilStopped } from "../until-stopped.ts";
import { channelFormat } from "./data/content-type.ts";
import type { Matrix } from "./data/matrix.ts";
import { readChannel } from "./data/read-channel.ts";
import { trainBuiltIn } from "./engine/built-in.ts";
import { chooseEngine, type Engine, engineName } from "./engine/choose-engine.ts";
import { gpuUse } from "./engine/gpu-use.ts";
import { trainInPython } from "./engine/python.ts";
import type { Ending, TrainingJob } from "./engine/training-job.ts";
import { Hyperparameters } from "./hyperparameters/hyperparameters.ts";
import { planTraining } from "./hyperparameters/training-plan.ts";

const STOPPED = 143;

/** Trains on the channels `train` and, if there is one, `validation`. Returns the exit code; throws user errors. */
export async function train(environment: Environment): Promise<number> {
  const container = new Container(environment);
  const engine = await chooseEngine(environment);
  print(`Engine: ${engineName(engine)}`);
  await container.noteFacts({ engine: engineName(engine) });
  const hyperparameters = new Hyperparameters(
    await container.hyperparameters(),
    xgboostVersion(environment[IMAGE_VARIABLE] ?? ""),
    gpuUse(engine, environment),
  );
  if (hyperparameters.text("use_dask_gpu_training") === "true")
    print("use_dask_gpu_training=true: one GPU trains, and Dask is not used.");
  // What cannot be trained is said before the data is read.
  if (engine.kind === "built-in") {
    planTraining(hyperparameters);
    warnOfUnused(hyperparameters);
  }
  const ending = await untilStopped(async (stop) => {
    const job = await readJob(container, hyperparameters);
    return run({ ...job, stop }, engine, environment);
  });
  return ending === "finished" ? 0 : STOPPED;
}

/** As XGBoost itself does. */
function warnOfUnused(hyperparameters: Hyperparameters): void {
  const names = hyperparameters.unused().map((name) => `"${name}"`);
  if (names.length === 0 || hyperparameters.number("verbosity") === 0) return;
  print(`Parameters: { ${names.join(", ")} } are not used.`);
}

function run(job: TrainingJob, engine: Engine, environment: Environment): Promise<Ending> {
  return engine.kind === "built-in" ? trainBuiltIn(job) : trainInPython(job, engine, environment);
}

async function readJob(
  container: Container,
  hyperparameters: Hyperparameters,
): Promise<Omit<TrainingJob, "stop">> {
  const channels = await container.channels();
  const weighted = hyperparameters.number("csv_weights", 0) === 1;
  const read = (name: string): Promise<Matrix | undefined> =>
    readConfigured(container, name, channels[name], weighted);
  const training = await read("train");
  if (!training) {
    const others = Object.keys(channels).join(", ") || "none";
    throw new SlipwayError("SLIP-XGB-004", `the job has no channel named train; its channels: ${others}`);
  }
  print(`Train matrix has ${training.rows} rows and ${training.columns} columns`);
  const validation = await read("validation");
  if (validation) print(`Validation matrix has ${validation.rows} rows`);
  return {
    hyperparameters,
    training,
    validation,
    modelPath: join(container.model, "xgboost-model"),
    draftPath: join(container.notes, "xgboost-model"),
    print,
  };
}

async function readConfigured(
  container: Container,
  name: string,
  config: ChannelConfig | undefined,
  weighted: boolean,
): Promise<Matrix | undefined> {
  if (!config) return undefined;
  const format = channelFormat(name, config.ContentType);
  const folder = join(container.data, name);
  if (config.TrainingInputMode !== "Pipe") return readChannel({ name, folder, format, weighted });
  // As in SageMaker's container.
  if (format === "libsvm")
    throw new SlipwayError("SLIP-XGB-005", `channel ${name}: Pipe mode not supported for LibSVM.`);
  return readChannel({ name, folder, pipe: `${folder}_0`, format, weighted });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
