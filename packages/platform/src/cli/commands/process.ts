import { processingJobFacts } from "@slipway/model/kinds/processing-job/facts.ts";
import { type ProcessingJob, processingJobKind } from "@slipway/model/kinds/processing-job/index.ts";
import type { Command, CommandOptions } from "../command.ts";
import { collect, listArgument, listOption, textArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { jobRequestOf } from "../job/job-request.ts";
import { runJob } from "../job/run-job.ts";
import { requireInstanceType } from "../objects/instance-type.ts";
import { bytesText } from "../output/bytes.ts";
import { Progress } from "../output/progress.ts";
import { checkRequest } from "../process/check-request.ts";
import { namedResults } from "../process/named-results.ts";
import { outputPath, processingJob } from "../process/processing-job.ts";
import { requireJobs } from "../session/require-jobs.ts";
import type { Session } from "../session/session.ts";
import { channelsOf, namedInputs } from "../train/channels.ts";
import { createUnnamed } from "../train/create-unnamed.ts";
import { originsOf } from "../train/provenance/origins-of.ts";
import { provenanceOf } from "../train/provenance/provenance.ts";
import { readSource, type Source } from "../train/read-source.ts";
import { SOURCE_IMAGE } from "../train/training-job.ts";
import { bucketOf, uploadFiles } from "../train/upload.ts";

const DEFAULT_PROGRAM = "process.py";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<source>", `a folder with ${DEFAULT_PROGRAM}, or one program file`)
      .argument("[arguments...]", "after --: the program's arguments")
      .option("--name <name>", "the job's name (default: from the folder and the time)")
      .option("--program <file>", "which file of the folder runs", DEFAULT_PROGRAM)
      .option(
        "--input <[name=]path>",
        "data: a file, a folder or s3://… (repeatable; default name: data)",
        collect,
      )
      .option(
        "--result <name[=s3 uri]>",
        "a folder that is stored (repeatable; default: results, in the namespace's bucket)",
        collect,
      )
      .option("--env <NAME=value>", "a variable of the program's environment (repeatable)", collect)
      .option("--label <key=value>", "a label of the job, to select it by (repeatable)", collect)
      .option("--image <image>", "another image than the one that runs source code", SOURCE_IMAGE)
      .option("--instance-type <type>", "which machine to run on", "ml.m5.large")
      .option("--instance-count <number>", "on how many at once", "1")
      .option("--max-runtime <span>", "stop it after this time", "24h")
      .option("--wait", "wait for its end")
      .option("-f, --follow", "wait for its end and print its log meanwhile")
      .addHelpText(
        "after",
        `
The program finds its data in /opt/ml/processing/input/NAME, and what it leaves in /opt/ml/processing/output/NAME
is stored when it has ended. What it writes to /opt/ml/output/message is the job's exit message.

Examples:
  slipway process prep.py --input rows.csv --follow -- --share 0.2
  slipway process ./prep --input raw=./data --result train --result test=s3://lake/test/`,
      ),

  async run(session, args, options) {
    await requireJobs(session);
    const program = textOption(options, "program") ?? DEFAULT_PROGRAM;
    const given = textArgument(args, 0) ?? "";
    const source = await readSource(session, { given, command: [], program, verb: "process" });
    return runJob<ProcessingJob>(session, {
      facts: processingJobFacts,
      options,
      submit: () => submit(session, { source, args: listArgument(args, 1), options }),
      finished: (job) => finished(session, job),
    });
  },
};

async function submit(
  session: Session,
  {
    source,
    args,
    options,
  }: { readonly source: Source; readonly args: readonly string[]; readonly options: CommandOptions },
): Promise<ProcessingJob> {
  const client = await session.client();
  const namespace = await session.namespace();
  const bucket = bucketOf(namespace);
  const inputs = await namedInputs(session, listOption(options, "input"), "data");
  if (inputs.some(({ name }) => name === "code"))
    throw usageError("--input code: that name is the program's own; give the data another");
  const outputs = namedResults(listOption(options, "result"));
  const name = textOption(options, "name");
  const wanted = { ...(await jobRequestOf(session, options)), args };
  const uriOfBucket = `s3://${bucket}/`;
  checkRequest({
    ...wanted,
    name: name ?? "job",
    source: { uri: uriOfBucket, program: source.program ?? DEFAULT_PROGRAM },
    inputs: inputs.map((input) => ({ ...input, uri: uriOfBucket })),
    outputs: outputs.map((output) => ({ uri: uriOfBucket, ...output })),
  });
  await requireInstanceType(session, wanted.instanceType);
  await client.aws.createBucket(bucket);
  const uri = await sendProgram(session, bucket, source);
  const sent = await channelsOf(session, bucket, inputs);
  const { annotations, labels } = await provenanceOf(session, {
    folder: source.folder,
    inputs: await originsOf(session, inputs, sent),
  });
  session.signal.throwIfAborted();
  const create = (called: string): Promise<ProcessingJob> =>
    client.kubernetes.create(
      processingJobKind,
      processingJob({
        ...wanted,
        name: called,
        annotations,
        labels: { ...labels, ...wanted.labels },
        source: { uri, program: source.program ?? DEFAULT_PROGRAM },
        inputs: sent,
        outputs: outputs.map((output) => ({
          uri: `s3://${bucket}/jobs/${called}/${output.name}/`,
          ...output,
        })),
      }),
    );
  return name === undefined ? createUnnamed(source.label, create) : create(name);
}

/** File by file: SageMaker's images take a program as it is, and no archive. */
async function sendProgram(session: Session, bucket: string, { files }: Source): Promise<string> {
  const { status, signal } = session;
  const progress = new Progress({
    label: "Sending the program",
    total: files.reduce((sum, { size }) => sum + size, 0),
  });
  status.show(() => String(progress));
  const onBytes = (bytes: number) => progress.add(bytes);
  try {
    const { uri, sent, bytes } = await uploadFiles(
      await session.client(),
      { bucket, files },
      { signal, onBytes },
    );
    const size = `${files.length} ${files.length === 1 ? "file" : "files"}, ${bytesText(bytes)}`;
    session.say(`${sent === 0 ? "Unchanged, not sent again" : "Sent"}: ${size}`);
    return uri;
  } finally {
    status.clear();
  }
}

async function finished(session: Session, job: ProcessingJob): Promise<number> {
  const { name } = job.metadata;
  const { slipway, exitMessage } = job.status ?? {};
  const stored = Object.entries(slipway?.stored ?? {});
  await session.print(job, () => `processingjob/${name}\n`);
  session.say(`${session.colors.green("✓")} ${name} is done`);
  if (exitMessage !== undefined)
    session.say(`  message    ${exitMessage.trimEnd().split("\n").join("\n             ")}`);
  for (const [output, uri] of stored) session.say(`  ${output.padEnd(10)} ${uri}`);
  const outputs = job.spec.processingOutputConfig?.outputs ?? [];
  if (stored.length === 0) {
    const places = outputs.map(({ outputName = "" }) => outputPath({ name: outputName }));
    session.say(`  results    none: the program left nothing in ${places.join(", ")}`);
    return EXIT.ok;
  }
  session.say(`Next:\n  aws s3 cp --recursive ${stored[0]?.[1]} .`);
  return EXIT.ok;
}
