import { objectName, SlipwayError } from "@slipway/model";
import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import type { Command } from "../command.ts";
import { collect, listOption, textArgument, textOption } from "../command.ts";
import { deployModel } from "../deploy/deploy-model.ts";
import type { NewModel } from "../deploy/serving-objects.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { hasModel } from "../model/model-data.ts";
import { awaitOutcome } from "../objects/await-outcome.ts";
import { requireAwsName } from "../objects/aws-name.ts";
import { nearestOfName } from "../objects/find-by-name.ts";
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
      .argument("<job or model>", "a training job, or a Model: NAME, trainingjob/NAME or model/NAME")
      .option("--name <name>", "the endpoint's name (default: the job's or model's)")
      .option("--label <key=value>", "a label of what is made, to select it by (repeatable)", collect)
      .option("--image <image>", "serve with another image than the one that trained")
      .option("--instance-type <type>", "which machine to serve on", "ml.m5.large")
      .option("--instance-count <number>", "how many copies", "1")
      .option("--no-wait", "do not wait until it serves")
      .option("--timeout <span>", "how long to wait", "15m")
      .addHelpText(
        "after",
        `
Deploying under the same name again replaces the model that serves. Deleting the endpoint deletes what was made for it.

Example:
  slipway deploy churn-20261122 --name churn`,
      ),

  async run(session, args, options) {
    const timeoutMs = timeoutOf(options);
    await requireJobs(session);
    const what = await find(session, textArgument(args, 0) ?? "", textOption(options, "image"));
    const name = textOption(options, "name") ?? what.name;
    requireAwsName("--name", name, { service: SAGEMAKER, name: "EndpointName" });
    const instanceType = textOption(options, "instanceType") ?? "";
    await requireInstanceType(session, instanceType);
    const { aws } = await session.connection();
    const endpoint = await deployModel(session, {
      endpoint: name,
      namespace: await session.namespace(),
      accountId: aws.accountId,
      instanceType,
      labels: labelsOf(listOption(options, "label")),
      instanceCount: instanceCount(textOption(options, "instanceCount") ?? "1"),
      model: what.model,
    });
    if (options["wait"] === false) return tell(session, endpoint, "is being made ready");
    const reference = { kind: await resolveKind(session, "endpoint"), name: endpoint.metadata.name };
    const ready = await awaitOutcome<Endpoint>(session, reference, {
      timeoutMs,
      onState: tellStates(session, `endpoint/${name}`),
    });
    return tell(session, ready, "serves");
  },
};

interface Found {
  readonly name: string;
  readonly model: NewModel | string;
}

async function find(session: Session, given: string, image: string | undefined): Promise<Found> {
  const [kind, name] = given.includes("/") ? given.split("/") : [undefined, given];
  if (name === undefined || name === "")
    throw usageError(`${given}: expected a name, trainingjob/NAME or model/NAME`);
  const wanted = kind === undefined ? undefined : (await resolveKind(session, kind)).kind;
  if (wanted !== undefined && wanted !== "TrainingJob" && wanted !== "Model") {
    throw usageError(`${given}: a training job or a Model can be deployed, not a ${wanted}`);
  }
  const { kubernetes } = await session.client();
  const at = { name: objectName(name), namespace: await session.namespace() };
  const job = wanted === "Model" ? undefined : await kubernetes.find(trainingJobKind, at);
  if (job !== undefined) return { name: job.spec.trainingJobName, model: modelOf(job, image) };
  if (wanted === "TrainingJob")
    return { name, model: modelOf(await kubernetes.get(trainingJobKind, at), image) };
  const model = await kubernetes.find(modelKind, at);
  if (model !== undefined) return { name: model.spec.modelName, model: model.spec.modelName };
  const nearest = await nearestOfName(session, name, hasModel);
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  throw new SlipwayError(
    "SLIP-API-001",
    `there is neither a training job nor a model named ${name} in ${at.namespace}${hint}`,
    { details: { name } },
  );
}

function modelOf(job: TrainingJob, image: string | undefined): NewModel {
  const { name } = job.metadata;
  const dataUri = job.status?.modelArtifacts?.s3ModelArtifacts;
  const trained = image ?? job.spec.algorithmSpecification.trainingImage ?? "";
  if (dataUri === undefined) {
    const state = job.status?.trainingJobStatus ?? "not started yet";
    throw new SlipwayError("SLIP-CLI-012", `trainingjob/${name} is ${state} and has left no model`, {
      details: { name },
    });
  }
  if (trained === SOURCE_IMAGE) {
    throw new SlipwayError(
      "SLIP-SCRIPT-005",
      `trainingjob/${name} ran your own code; name an image that serves its model with --image`,
    );
  }
  return { image: trained, dataUri, trainedBy: name };
}

async function tell(session: Session, endpoint: Endpoint, what: string): Promise<number> {
  const { name } = endpoint.metadata;
  await session.print(endpoint, () => `endpoint/${name}\n`);
  session.say(`${session.colors.green("✓")} ${name} ${what}. Next:\n  slipway predict ${name} --sample`);
  return EXIT.ok;
}
