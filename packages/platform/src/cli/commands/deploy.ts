import { defined } from "@slipway/model";
import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { Command, CommandOptions } from "../command.ts";
import { collect, listOption, textArgument, textOption } from "../command.ts";
import { deployModel } from "../deploy/deploy-model.ts";
import type { NewModel } from "../deploy/serving-objects.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { deployFlows } from "../flow/deploy-flows.ts";
import { isFlowFile } from "../flow/flow-file.ts";
import { type FoundModel, findModel } from "../model/find-model.ts";
import { awaitOutcome } from "../objects/await-outcome.ts";
import { requireAwsName } from "../objects/aws-name.ts";
import { instanceCount } from "../objects/instance-count.ts";
import { requireInstanceType } from "../objects/instance-type.ts";
import { labelsOf } from "../objects/labels.ts";
import { resolveKind } from "../objects/resolve-kind.ts";
import { tellStates } from "../objects/tell-states.ts";
import { timeoutOf } from "../objects/timeout.ts";
import { requireJobs } from "../session/require-jobs.ts";
import type { Session } from "../session/session.ts";
import { SOURCE_IMAGE } from "../train/training-job.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument(
        "<job, model or file>",
        "a training job, or a Model: NAME, trainingjob/NAME or model/NAME; or a file with flows (.yaml, .json, .ts)",
      )
      .option("--name <name>", "the endpoint's name (default: the job's or model's)")
      .option("--label <key=value>", "a label of what is made, to select it by (repeatable)", collect)
      .option("--image <image>", "serve with another image than the one that trained")
      .option(
        "--serve <what>",
        "what serves it: an application MODULE:ATTRIBUTE, or a command that listens on $PORT",
      )
      .option("--instance-type <type>", "which machine to serve on", "ml.m5.large")
      .option("--instance-count <number>", "how many copies", "1")
      .option("--no-wait", "do not wait until it serves")
      .option("--timeout <span>", "how long to wait", "15m")
      .addHelpText(
        "after",
        `
Deploying under the same name again replaces the model that serves. Deleting the endpoint deletes what was made for it. What was
trained in Amazon SageMaker is served there, where its model is, and paid for until it is deleted.

Examples:
  slipway deploy churn-20261122 --name churn
  slipway deploy churn-20261122 --name churn --serve app:app

What ends in .yaml, .yml, .json, .ts, .js, .mts or .mjs is a file: each flow in it becomes the newest version of its Flow. A version is
what it says: the same again changes nothing, and runs in flight keep theirs. Its schedules and runs are for slipway apply.

  slipway deploy nightly.yaml`,
      ),

  async run(session, args, options) {
    const given = textArgument(args, 0) ?? "";
    if (isFlowFile(given)) {
      refuseForFlows(options);
      return deployFlows(session, given);
    }
    const timeoutMs = timeoutOf(options);
    await requireJobs(session);
    const what = await findModel(session, {
      given,
      image: textOption(options, "image"),
      serve: textOption(options, "serve"),
      doing: "deployed",
    });
    const name = textOption(options, "name") ?? what.name;
    requireAwsName("--name", name, { service: SAGEMAKER, name: "EndpointName" });
    const instanceType = textOption(options, "instanceType") ?? "";
    await requireInstanceType(session, instanceType);
    if (what.runtime !== undefined) requireServable(what);
    const { aws } = await session.connection();
    const endpoint = await deployModel(session, {
      endpoint: name,
      namespace: await session.namespace(),
      accountId: aws.accountId,
      instanceType,
      labels: labelsOf(listOption(options, "label")),
      instanceCount: instanceCount(textOption(options, "instanceCount") ?? "1"),
      model: what.model,
      ...defined({ runtime: what.runtime }),
    });
    const next = nextOf(name, what);
    if (options["wait"] === false) return tell(session, endpoint, { what: "is being made ready", next });
    const reference = { kind: await resolveKind(session, "endpoint"), name: endpoint.metadata.name };
    const ready = await awaitOutcome<Endpoint>(session, reference, {
      timeoutMs,
      onState: tellStates(session, `endpoint/${name}`),
    });
    return tell(session, ready, { what: "serves", next });
  },
};

/** Options that say how a model is served. */
function refuseForFlows(options: CommandOptions): void {
  const given = ["name", "image", "serve", "label"].find((option) => options[option] !== undefined);
  if (given !== undefined)
    throw usageError(`--${given} is for models that are served, not for flows of a file`);
}

/** Our image that runs source code is in no registry of AWS's. */
function requireServable({ name, model }: FoundModel): void {
  if (isOwnCode(model))
    throw usageError(
      `${name}: its code runs on Slipway's own image, which Amazon SageMaker does not have: name the framework's image with --image`,
    );
}

function nextOf(name: string, { model, runtime }: FoundModel): string {
  if (runtime === "sagemaker")
    return `aws sagemaker-runtime invoke-endpoint --endpoint-name ${name} --body fileb://FILE ANSWER    # in the account that it serves in`;
  return `slipway predict ${name} ${isOwnCode(model) ? "--data ROW" : "--sample"}`;
}

/** Whether what is asked of the model is known to its code alone. */
const isOwnCode = (model: NewModel | string): boolean =>
  typeof model !== "string" && model.image === SOURCE_IMAGE;

async function tell(
  session: Session,
  endpoint: Endpoint,
  { what, next }: { readonly what: string; readonly next: string },
): Promise<number> {
  const { name } = endpoint.metadata;
  await session.print(endpoint, () => `endpoint/${name}\n`);
  session.say(`${session.colors.green("✓")} ${name} ${what}. Next:\n  ${next}`);
  return EXIT.ok;
}
