import type { Resource } from "@slipway/model";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { transformJobFacts } from "@slipway/model/kinds/transform-job/facts.ts";
import { type TransformJob, transformJobKind } from "@slipway/model/kinds/transform-job/index.ts";
import { RESUME_ANNOTATION } from "@slipway/model/kinds/transform-job/resume.ts";
import { batchToEnd } from "../batch/batch-to-end.ts";
import { checkRequest } from "../batch/check-request.ts";
import { commonForm, type DataForm } from "../batch/data-form.ts";
import { fetchAnswers } from "../batch/fetch-answers.ts";
import { grouped } from "../batch/progress-line.ts";
import { type BatchRequest, transformJob } from "../batch/transform-job.ts";
import type { Command, CommandOptions } from "../command.ts";
import { collect, flag, textArgument, textOption } from "../command.ts";
import { newModel } from "../deploy/serving-objects.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { jobRequestOf } from "../job/job-request.ts";
import { runJob } from "../job/run-job.ts";
import { type FoundModel, findModel } from "../model/find-model.ts";
import { requireInstanceType } from "../objects/instance-type.ts";
import { timeoutOf } from "../objects/timeout.ts";
import { requireJobs } from "../session/require-jobs.ts";
import type { Session } from "../session/session.ts";
import { channelsOf, namedInputs } from "../train/channels.ts";
import { createUnnamed } from "../train/create-unnamed.ts";
import { bucketOf } from "../train/upload.ts";
import { FIELD_MANAGER } from "./apply.ts";

export const command: Command = {
  ownOutput: true,
  configure: (command) =>
    void command
      .argument("<job or model>", "a training job, or a Model: NAME, trainingjob/NAME or model/NAME")
      .option("--input <path>", "the data: a file, a folder or s3://…")
      .option("-o, --output <where>", "a folder here, or s3://… (default: in the namespace's bucket)")
      .option("--name <name>", "the job's name (default: from the model and the time)")
      .option("--content-type <type>", "what the data is (default: by its files' names)")
      .option("--accept <type>", "what the answers are to be (default: what the model gives)")
      .option("--split <type>", "Line, RecordIO, TFRecord or None (default: by the files' names)")
      .option("--strategy <strategy>", "MultiRecord or SingleRecord: how many records a request has")
      .option("--max-payload <MB>", "how much data a request has at most")
      .option("--max-concurrent <number>", "how many requests at once, on each machine")
      .option("--request-timeout <span>", "how long the model may take for a request")
      .option("--retries <number>", "how often a failed request is sent again")
      .option("--input-filter <path>", "what the model sees of a record, e.g. $[1:] or $.features")
      .option("--join", "put each answer behind its record")
      .option("--output-filter <path>", "what is stored of each answer, or of record and answer")
      .option("--env <NAME=value>", "a variable of the model server's environment (repeatable)", collect)
      .option("--label <key=value>", "a label of the job, to select it by (repeatable)", collect)
      .option("--image <image>", "ask another image than the one that trained")
      .option("--instance-type <type>", "which machine to run on", "ml.m5.large")
      .option("--instance-count <number>", "on how many at once", "1")
      .option("--resume", "pass over what is in the output already, of the same data and model")
      .option("--detach", "do not wait for its end")
      .option("-f, --follow", "print the model server's log meanwhile")
      .addHelpText(
        "after",
        `
Each file of the data gets a file of answers, NAME.out, in the order of its records.

Examples:
  slipway batch churn-20261122 --input customers.csv --output ./answers
  slipway batch model/churn --input s3://lake/customers/ --output s3://lake/scored
  slipway batch churn --input rows.csv --input-filter '$[1:]' --join --output-filter '$[0,-1]'`,
      ),

  async run(session, args, options) {
    await requireJobs(session);
    const model = await findModel(session, {
      given: textArgument(args, 0) ?? "",
      image: textOption(options, "image"),
      doing: "asked",
    });
    const folder = localFolder(textOption(options, "output"));
    if (folder !== undefined && flag(options, "detach"))
      throw usageError(
        `--output ${folder}: answers are fetched at the end, which --detach does not wait for; give s3://…`,
      );
    return runJob<TransformJob>(session, {
      facts: transformJobFacts,
      options,
      waits: !flag(options, "detach"),
      submit: () => submit(session, { model, options }),
      toEnd: (reference, how) => batchToEnd(session, reference, how),
      finished: (job) => finished(session, job, folder),
    });
  },
};

/** Undefined where the answers stay in a bucket. */
function localFolder(output: string | undefined): string | undefined {
  return output === undefined || output.startsWith("s3://") ? undefined : output;
}

async function submit(
  session: Session,
  { model, options }: { readonly model: FoundModel; readonly options: CommandOptions },
): Promise<TransformJob> {
  const client = await session.client();
  const bucket = bucketOf(await session.namespace());
  const [input] = await namedInputs(session, [needed(options, "input")], "data");
  if (input === undefined) throw usageError("--input: expected a file, a folder or s3://…");
  const asked = await asks(session, options);
  const named = textOption(options, "name");
  const output = textOption(options, "output");
  const uriOfBucket = `s3://${bucket}/`;
  checkRequest({
    ...asked,
    ...formOf([input.from], options),
    name: named ?? "job",
    modelName: "model",
    input: uriOfBucket,
    output: uriOfBucket,
  });
  await requireInstanceType(session, asked.instanceType);
  await client.aws.createBucket(bucket);
  const [sent] = await channelsOf(session, bucket, [input]);
  const uri = sent?.uri ?? "";
  const request = { ...asked, ...formOf(await filesOf(session, uri), options), input: uri };
  session.signal.throwIfAborted();
  const create = async (name: string): Promise<TransformJob> => {
    const { object: made, name: modelName } = await modelFor(session, { name, model, asked });
    const place = output?.startsWith("s3://") === true ? output : `s3://${bucket}/jobs/${name}/answers`;
    const whole = { ...request, name, modelName, output: place };
    checkRequest(whole);
    const job = await client.kubernetes.create(transformJobKind, transformJob(whole));
    if (made !== undefined) await giveTo(session, made, job);
    return job;
  };
  return named === undefined ? createUnnamed(model.name, create) : create(named);
}

type Asked = Omit<
  BatchRequest,
  "name" | "modelName" | "input" | "output" | "split" | "contentType" | "compressed"
>;

async function asks(session: Session, options: CommandOptions): Promise<Asked> {
  const {
    image: _,
    maxRuntimeSeconds: __,
    ...job
  } = await jobRequestOf(session, { ...options, maxRuntime: "24h" });
  const [inputFilter, outputFilter] = [
    textOption(options, "inputFilter"),
    textOption(options, "outputFilter"),
  ];
  const joins = flag(options, "join");
  const strategy = textOption(options, "strategy") as BatchRequest["strategy"];
  const accept = textOption(options, "accept");
  return {
    ...job,
    ...(flag(options, "resume") ? { annotations: { [RESUME_ANNOTATION]: "true" } } : {}),
    ...(strategy === undefined ? {} : { strategy }),
    ...(accept === undefined ? {} : { accept }),
    ...counts(options),
    ...(inputFilter === undefined && outputFilter === undefined && !joins
      ? {}
      : {
          processing: {
            inputFilter: inputFilter ?? "$",
            join: joins ? "Input" : "None",
            outputFilter: outputFilter ?? "$",
          },
        }),
  };
}

function counts(options: CommandOptions): Partial<BatchRequest> {
  const count = (name: string, option: string): number | undefined => {
    const text = textOption(options, name);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text)) throw usageError(`--${option} ${text}: expected a number`);
    return Number(text);
  };
  const found = {
    maxPayloadMegabytes: count("maxPayload", "max-payload"),
    maxConcurrent: count("maxConcurrent", "max-concurrent"),
    retries: count("retries", "retries"),
    timeoutSeconds:
      textOption(options, "requestTimeout") === undefined
        ? undefined
        : Math.ceil(timeoutOf({ "request-timeout": options["requestTimeout"] }, "request-timeout") / 1_000),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function needed(options: CommandOptions, name: string): string {
  const text = textOption(options, name);
  if (text === undefined)
    throw usageError(`--${name} is missing: which data is the model to be asked about?`);
  return text;
}

/** What the options say of the data goes before what its files' names do. */
function formOf(
  names: readonly string[],
  options: CommandOptions,
): Pick<BatchRequest, "contentType" | "split" | "compressed"> {
  const said: Partial<DataForm> = commonForm(names) ?? {};
  const contentType = textOption(options, "contentType") ?? said.contentType;
  const split = (textOption(options, "split") as DataForm["split"] | undefined) ?? said.split ?? "None";
  const compressed = names.length > 0 && names.every((name) => name.toLowerCase().endsWith(".gz"));
  return { ...(contentType === undefined ? {} : { contentType }), split, compressed };
}

/** The first few say what all are. */
const LOOKED_AT = 100;

/** Names of the data's files; of what cannot be listed from here the URI alone, which may be a file's. */

async function filesOf(session: Session, uri: string): Promise<readonly string[]> {
  const { aws } = await session.client();
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
  const keys = await aws.listObjects(bucket, prefix, LOOKED_AT).catch(() => [prefix]);
  return keys.filter((key) => !key.endsWith("/"));
}

/** The Model that is asked, made of what a training job left where it is none yet. */
async function modelFor(
  session: Session,
  {
    name,
    model: { model },
    asked,
  }: { readonly name: string; readonly model: FoundModel; readonly asked: Asked },
): Promise<{ readonly name: string; readonly object?: Resource }> {
  if (typeof model === "string") return { name: model };
  const { kubernetes } = await session.client();
  const made = newModel({ ...asked, whose: name }, model);
  await kubernetes.apply(modelKind, made, { manager: FIELD_MANAGER, force: true });
  return { name: made.spec.modelName, object: made };
}

/** What was made for a job alone goes with it. */
async function giveTo(
  session: Session,
  model: Resource,
  { apiVersion, kind, metadata }: TransformJob,
): Promise<void> {
  const { kubernetes } = await session.client();
  const { name, namespace } = model.metadata;
  const reference = { apiVersion, kind, name: metadata.name, uid: metadata.uid };
  await kubernetes.patch(modelKind, { name, namespace }, { metadata: { ownerReferences: [reference] } });
}

async function finished(session: Session, job: TransformJob, folder: string | undefined): Promise<number> {
  const { name } = job.metadata;
  const { records = "0", objects = "0", passedOver = "0" } = job.status?.slipway?.facts ?? {};
  const uri = job.spec.transformOutput.s3OutputPath ?? "";
  const files = folder === undefined ? undefined : await fetchAnswers(session, uri, folder);
  await session.out(`transformjob/${name}\n`);
  session.say(`${session.colors.green("✓")} ${name} is done`);
  session.say(
    `  answered   ${grouped(Number(records))} records of ${objects} ${objects === "1" ? "file" : "files"}`,
  );
  if (passedOver !== "0")
    session.say(`  passed     ${passedOver} ${passedOver === "1" ? "file was" : "files were"} done before`);
  session.say(
    `  answers    ${folder === undefined ? uri : `${folder} (${files} ${files === 1 ? "file" : "files"})`}`,
  );
  if (folder === undefined) session.say(`Next:\n  aws s3 cp --recursive ${uri} .`);
  return EXIT.ok;
}
