import { transformJobFacts } from "@slipway/model/kinds/transform-job/facts.ts";
import type { TransformJob } from "@slipway/model/kinds/transform-job/index.ts";
import { batchToEnd } from "../batch/batch-to-end.ts";
import { fetchAnswers } from "../batch/fetch-answers.ts";
import { grouped } from "../batch/progress-line.ts";
import { submitBatch } from "../batch/submit-batch.ts";
import type { Command } from "../command.ts";
import { collect, flag, textArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { runJob } from "../job/run-job.ts";
import { findModel } from "../model/find-model.ts";
import { requireJobs } from "../session/require-jobs.ts";
import type { Session } from "../session/session.ts";

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
      .option(
        "--serve <what>",
        "what serves it: an application MODULE:ATTRIBUTE, or a command that listens on $PORT",
      )
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
      serve: textOption(options, "serve"),
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
      submit: () => submitBatch(session, { model, options }),
      toEnd: (reference, how) => batchToEnd(session, reference, how),
      finished: (job) => finished(session, job, folder),
    });
  },
};

/** Undefined where the answers stay in a bucket. */
function localFolder(output: string | undefined): string | undefined {
  return output === undefined || output.startsWith("s3://") ? undefined : output;
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
