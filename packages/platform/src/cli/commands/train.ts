import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import type { Command, CommandOptions } from "../command.ts";
import { collect, flag, listArgument, listOption, textArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { jobRequestOf } from "../job/job-request.ts";
import { runJob } from "../job/run-job.ts";
import { requireInstanceType } from "../objects/instance-type.ts";
import { keyValues } from "../objects/key-values.ts";
import { timeoutOf } from "../objects/timeout.ts";
import { bytesText } from "../output/bytes.ts";
import { Progress } from "../output/progress.ts";
import { requireJobs } from "../session/require-jobs.ts";
import type { Session } from "../session/session.ts";
import { channelsOf, namedInputs } from "../train/channels.ts";
import { checkRequest } from "../train/check-request.ts";
import { createUnnamed } from "../train/create-unnamed.ts";
import { foreignFiles } from "../train/foreign-files.ts";
import { metricsOf } from "../train/metric-options.ts";
import { meantCommand } from "../train/mistaken-option.ts";
import { packSource } from "../train/pack-source.ts";
import { originsOf } from "../train/provenance/origins-of.ts";
import { provenanceOf } from "../train/provenance/provenance.ts";
import { readSource, type Source } from "../train/read-source.ts";
import { spotSavings } from "../train/spot-savings.ts";
import { SOURCE_IMAGE, type TrainingRequest, trainingJob } from "../train/training-job.ts";
import { bucketOf, uploadOnce } from "../train/upload.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<source>", "a folder with train.py, or one program file")
      .argument("[command...]", "after --: what to run instead, in the folder")
      .option("--name <name>", "the job's name (default: from the folder and the time)")
      .option("--hp <name=value>", "a hyperparameter (repeatable)", collect)
      .option(
        "--input <[channel=]path>",
        "data: a file, a folder or s3://…, for the channel train (repeatable)",
        collect,
      )
      .option(
        "--metric <name=regex>",
        "a metric: the number that a line of the log matches (repeatable)",
        collect,
      )
      .option("--env <NAME=value>", "a variable of the program's environment (repeatable)", collect)
      .option("--label <key=value>", "a label of the job, to select it by (repeatable)", collect)
      .option("--image <image>", "another image than the one that runs source code", SOURCE_IMAGE)
      .option("--instance-type <type>", "which machine to run on", "ml.m5.large")
      .option("--instance-count <number>", "on how many at once", "1")
      .option("--output-path <s3 uri>", "where the model goes (default: s3://slipway-NAMESPACE/jobs/)")
      .option("--max-runtime <span>", "stop it after this time", "24h")
      .option("--checkpoint <s3 uri>", "keep what it writes to SM_CHECKPOINT_DIR there, and restore it")
      .option("--spot", "run on machines that may be taken away, and go on from its checkpoints")
      .option("--max-wait <span>", "with --spot: stop it after this time, waiting included")
      .option("--wait", "wait for its end")
      .option("-f, --follow", "wait for its end and print its log meanwhile")
      .addHelpText(
        "after",
        `
With --spot and no --checkpoint, checkpoints are kept at s3://slipway-NAMESPACE/checkpoints/NAME/, and without
--max-wait the job may wait a day longer than it may run.
The folder is packed without what .gitignore and .slipwayignore name. The program finds its data and where to leave
its model in the SM_ variables (SM_CHANNEL_TRAIN, SM_MODEL_DIR, ...) and below /opt/ml. A line that it prints as
{"metric": "loss", "value": 0.3, "step": 10} is a metric.

Examples:
  slipway train ./churn --input ./data/churn.csv --hp depth=6 --follow
  slipway train ./churn --input train=./data --input validation=s3://lake/churn/ --hp sagemaker_program=fit.py
  slipway train ./churn --spot --max-runtime 2h --max-wait 6h
  slipway train ./churn -- python -m churn.fit --fast`,
      ),

  mistaken(error, { argv, command }) {
    const meant = error.code === "commander.unknownOption" ? meantCommand(argv, command) : undefined;
    if (meant === undefined) return error;
    const sentence = error.message.replace(/^error: /, "").replace(/\n\(Did/, " (did");
    return usageError(`${sentence}; if it is the program's, give it like this: ${meant}`, error);
  },

  async run(session, args, options) {
    const given = textArgument(args, 0) ?? "";
    const command = listArgument(args, 1);
    await requireJobs(session);
    const program = keyValues("--hp", listOption(options, "hp"))["sagemaker_program"];
    const source = await readSource(session, { given, command, program, verb: "train" });
    const { cwd } = session.context;
    for (const hint of await foreignFiles(source, { given, command, cwd })) session.say(`Hint: ${hint}`);
    return runJob<TrainingJob>(session, {
      facts: trainingJobFacts,
      options,
      submit: () => submit(session, { source, command, options }),
      finished: (job) => finished(session, job),
    });
  },
};

async function submit(
  session: Session,
  request: { readonly source: Source; readonly command: readonly string[]; readonly options: CommandOptions },
): Promise<TrainingJob> {
  const { source, options } = request;
  const client = await session.client();
  const namespace = await session.namespace();
  const bucket = bucketOf(namespace);
  const inputs = await namedInputs(session, listOption(options, "input"));
  const name = textOption(options, "name");
  const wanted = await requestOf(session, { ...request, bucket });
  const uriOfBucket = `s3://${bucket}/`;
  const channels = inputs.map((input) => ({ ...input, uri: uriOfBucket }));
  const { program } = source;
  checkRequest({ ...wanted, name: name ?? "job", source: { uri: uriOfBucket, program }, channels });
  await requireInstanceType(session, wanted.instanceType);
  await client.aws.createBucket(bucket);
  const uri = await sendSource(session, bucket, source);
  const sentChannels = await channelsOf(session, bucket, inputs);
  const { annotations, labels } = await provenanceOf(session, {
    folder: source.folder,
    inputs: await originsOf(session, inputs, sentChannels),
  });
  const sent = {
    ...wanted,
    annotations,
    labels: { ...labels, ...wanted.labels },
    source: { uri, program },
    channels: sentChannels,
  };
  session.signal.throwIfAborted();
  const create = (called: string): Promise<TrainingJob> =>
    client.kubernetes.create(trainingJobKind, trainingJob({ ...sent, name: called }));
  return name === undefined ? createUnnamed(source.label, create) : create(name);
}

/** What the options ask for; where its program and data lie is known only once they are sent. */
async function requestOf(
  session: Session,
  {
    command,
    options,
    bucket,
  }: { readonly command: readonly string[]; readonly options: CommandOptions; readonly bucket: string },
): Promise<Omit<TrainingRequest, "name" | "source" | "channels">> {
  const common = await jobRequestOf(session, options);
  return {
    ...common,
    ...spotRequest(options, { bucket, maxRuntimeSeconds: common.maxRuntimeSeconds }),
    command,
    hyperParameters: keyValues("--hp", listOption(options, "hp")),
    metrics: await metricsOf(session, listOption(options, "metric")),
    outputUri: textOption(options, "outputPath") ?? `s3://${bucket}/jobs/`,
  };
}

const DAY_SECONDS = 86_400;

/** Where the job keeps checkpoints, and how long it may wait for spot machines. Throws for a time to wait without them. */
function spotRequest(
  options: CommandOptions,
  { bucket, maxRuntimeSeconds }: { readonly bucket: string; readonly maxRuntimeSeconds: number },
): Pick<TrainingRequest, "checkpoints" | "maxWaitSeconds"> {
  const given = textOption(options, "checkpoint");
  const checkpoints = (name: string): string => given ?? `s3://${bucket}/checkpoints/${name}/`;
  const wait = textOption(options, "maxWait");
  if (!flag(options, "spot")) {
    if (wait !== undefined) throw usageError("--max-wait is only for jobs on spot machines: add --spot");
    return given === undefined ? {} : { checkpoints };
  }
  const waitMs = wait === undefined ? undefined : timeoutOf({ "max-wait": wait }, "max-wait");
  const maxWaitSeconds = waitMs === undefined ? maxRuntimeSeconds + DAY_SECONDS : Math.round(waitMs / 1_000);
  return { checkpoints, maxWaitSeconds };
}

async function sendSource(session: Session, bucket: string, { files }: Source): Promise<string> {
  const { status, signal } = session;
  status.show(() => `Packing ${files.length} ${files.length === 1 ? "file" : "files"}`);
  const packed = await packSource(files, signal);
  try {
    const at = { bucket, key: `source/${packed.sha256}.tar.gz` };
    const progress = new Progress({ label: "Sending the program", total: packed.size });
    status.show(() => String(progress));
    const onBytes = (bytes: number) => progress.add(bytes);
    const sent = await uploadOnce(await session.client(), { at, file: packed }, { signal, onBytes });
    const size = `${files.length} ${files.length === 1 ? "file" : "files"}, ${bytesText(packed.size)}`;
    session.say(`${sent ? "Packed and sent" : "Unchanged, not sent again"}: ${size}`);
    return `s3://${at.bucket}/${at.key}`;
  } finally {
    status.clear();
    await packed.discard();
  }
}

async function finished(session: Session, job: TrainingJob): Promise<number> {
  const { name } = job.metadata;
  const { slipway, modelArtifacts, finalMetricDataList = [] } = job.status ?? {};
  await session.print(job, () => `trainingjob/${name}\n`);
  const facts = Object.entries({ engine: slipway?.engine, ...slipway?.facts }).filter(
    ([fact, value]) => value !== undefined && fact !== "packages",
  );
  const metrics = finalMetricDataList.map(({ metricName, value }) => `${metricName} ${value}`);
  session.say(`${session.colors.green("✓")} ${name} is done`);
  for (const [fact, value] of facts) session.say(`  ${fact.padEnd(10)} ${value}`);
  for (const line of spotSavings(job)) session.say(`  ${line}`);
  if (metrics.length > 0) session.say(`  metrics    ${metrics.join(", ")}`);
  session.say(
    `  model      ${modelArtifacts?.s3ModelArtifacts ?? "none: the program left nothing in SM_MODEL_DIR"}`,
  );
  if (modelArtifacts?.s3ModelArtifacts !== undefined) session.say(`Next:\n  slipway deploy ${name}`);
  return EXIT.ok;
}
