import { RUNTIME_ANNOTATION } from "@slipway/model/kinds/abilities.ts";
import { type Model, modelKind } from "@slipway/model/kinds/model/index.ts";
import { type TransformJob, transformJobKind } from "@slipway/model/kinds/transform-job/index.ts";
import { type CommandOptions, textOption } from "../command.ts";
import { FIELD_MANAGER } from "../commands/apply.ts";
import { newModel, onBaseImage } from "../deploy/serving-objects.ts";
import { usageError } from "../errors/usage-error.ts";
import type { FoundModel } from "../model/find-model.ts";
import { giveTo } from "../objects/give-to.ts";
import { requireInstanceType } from "../objects/instance-type.ts";
import type { Session } from "../session/session.ts";
import { channelsOf, namedInputs } from "../train/channels.ts";
import { createUnnamed } from "../train/create-unnamed.ts";
import { bucketOf } from "../train/upload.ts";
import { type BatchAsked, batchAsked, formOf } from "./batch-asked.ts";
import { checkRequest } from "./check-request.ts";
import { transformJob } from "./transform-job.ts";

/** Sends the data and creates the job; a Model is made for what is none yet, and goes with the job. */
export async function submitBatch(
  session: Session,
  { model, options }: { readonly model: FoundModel; readonly options: CommandOptions },
): Promise<TransformJob> {
  const client = await session.client();
  const bucket = bucketOf(await session.namespace());
  if (model.runtime !== undefined)
    throw usageError(
      `${model.name} is in Amazon SageMaker, which cannot read what lies here: apply a TransformJob with the annotation ${RUNTIME_ANNOTATION}: ${model.runtime}, and data in a bucket of that account`,
    );
  const [input] = await namedInputs(session, [needed(options, "input")], "data");
  if (input === undefined) throw usageError("--input: expected a file, a folder or s3://…");
  const asked = await batchAsked(session, options);
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
    const whole = { ...request, name, modelName, output: place, ...onBaseImage(model.model) };
    checkRequest(whole);
    const job = await client.kubernetes.create(transformJobKind, transformJob(whole));
    if (made !== undefined) await giveTo(session, { kind: modelKind, object: made }, job);
    return job;
  };
  return named === undefined ? createUnnamed(model.name, create) : create(named);
}

function needed(options: CommandOptions, name: string): string {
  const text = textOption(options, name);
  if (text === undefined)
    throw usageError(`--${name} is missing: which data is the model to be asked about?`);
  return text;
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
  }: { readonly name: string; readonly model: FoundModel; readonly asked: BatchAsked },
): Promise<{ readonly name: string; readonly object?: Model }> {
  if (typeof model === "string") return { name: model };
  const { kubernetes } = await session.client();
  const made = newModel({ ...asked, whose: name }, model);
  await kubernetes.apply(modelKind, made, { manager: FIELD_MANAGER, force: true });
  return { name: made.spec.modelName, object: made };
}
