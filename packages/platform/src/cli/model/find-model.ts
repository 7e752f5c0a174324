import { defined, objectName, type Resource, SlipwayError } from "@slipway/model";
import { BASE_IMAGE_ANNOTATION } from "@slipway/model/algorithms/image-name.ts";
import { carrierOf } from "@slipway/model/kinds/carrier-of.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import type { NewModel } from "../deploy/serving-objects.ts";
import { usageError } from "../errors/usage-error.ts";
import { nearestOfName } from "../objects/find-by-name.ts";
import { resolveKind } from "../objects/resolve-kind.ts";
import type { Session } from "../session/session.ts";
import { hasModel } from "./model-data.ts";

/** A Model, or what one is to be made of, and the name that was given. */
export interface FoundModel {
  readonly name: string;
  readonly model: NewModel | string;
  /** Where it was made and is, other than in pods: nothing else could read its data. */
  readonly runtime?: string;
}

interface Wanted {
  readonly given: string;
  /** Another image than the one that trained. */
  readonly image: string | undefined;
  /** `module:attribute` or a command, for the image that runs source code. */
  readonly serve?: string | undefined;
  /** What is done with a model. */
  readonly doing: string;
}

/** What `NAME`, `trainingjob/NAME` or `model/NAME` means. Throws for a job that has left none. */
export async function findModel(session: Session, asked: Wanted): Promise<FoundModel> {
  const { given, doing } = asked;
  const [kind, name] = given.includes("/") ? given.split("/") : [undefined, given];
  if (name === undefined || name === "")
    throw usageError(`${given}: expected a name, trainingjob/NAME or model/NAME`);
  const wanted = kind === undefined ? undefined : (await resolveKind(session, kind)).kind;
  if (wanted !== undefined && wanted !== "TrainingJob" && wanted !== "Model") {
    throw usageError(`${given}: a training job or a Model can be ${doing}, not a ${wanted}`);
  }
  const { kubernetes } = await session.client();
  const at = { name: objectName(name), namespace: await session.namespace() };
  const job = wanted === "Model" ? undefined : await kubernetes.find(trainingJobKind, at);
  if (job !== undefined)
    return { name: job.spec.trainingJobName, model: modelOf(job, asked), ...placeOf(job) };
  if (wanted === "TrainingJob")
    return { name, model: modelOf(await kubernetes.get(trainingJobKind, at), asked) };
  const model = await kubernetes.find(modelKind, at);
  if (model !== undefined)
    return { name: model.spec.modelName, model: model.spec.modelName, ...placeOf(model) };
  const nearest = await nearestOfName(session, name, hasModel);
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  throw new SlipwayError(
    "SLIP-API-001",
    `there is neither a training job nor a model named ${name} in ${at.namespace}${hint}`,
    { details: { name } },
  );
}

function placeOf(made: Resource): Pick<FoundModel, "runtime"> {
  return isElsewhere(made) ? defined({ runtime: carrierOf(made) }) : {};
}

function isElsewhere(made: Resource): boolean {
  const runtime = carrierOf(made);
  return runtime !== undefined && runtime !== "pods";
}

function modelOf(job: TrainingJob, { image, serve }: Wanted): NewModel {
  const { name } = job.metadata;
  const dataUri = job.status?.modelArtifacts?.s3ModelArtifacts;
  const trained = image ?? job.spec.algorithmSpecification.trainingImage ?? "";
  if (dataUri === undefined) {
    const state = job.status?.trainingJobStatus ?? "not started yet";
    throw new SlipwayError("SLIP-CLI-012", `trainingjob/${name} is ${state} and has left no model`, {
      details: { name },
    });
  }
  const environment = servingVariables(job, { image, serve });
  const isSaid = Object.keys(environment).length > 0;
  const baseImage = image === undefined ? job.metadata.annotations?.[BASE_IMAGE_ANNOTATION] : undefined;
  return {
    image: trained,
    dataUri,
    ...(isSaid ? { environment } : {}),
    trainedBy: name,
    ...defined({ baseImage, roleArn: isElsewhere(job) ? job.spec.roleARN : undefined }),
  };
}

/** Where the server finds the code that trained the model, unless an image of one's own serves it. */
function servingVariables(
  { spec: { hyperParameters = {} } }: TrainingJob,
  { image, serve }: Pick<Wanted, "image" | "serve">,
): Readonly<Record<string, string>> {
  const text = hyperParameters["sagemaker_submit_directory"] ?? "";
  const archive = /^"(.*)"$/.exec(text)?.[1] ?? text;
  return defined({
    SAGEMAKER_SUBMIT_DIRECTORY: image === undefined && archive.startsWith("s3://") ? archive : undefined,
    SLIPWAY_SERVE: serve,
  });
}
