import { objectName, SlipwayError } from "@slipway/model";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import type { NewModel } from "../deploy/serving-objects.ts";
import { usageError } from "../errors/usage-error.ts";
import { nearestOfName } from "../objects/find-by-name.ts";
import { resolveKind } from "../objects/resolve-kind.ts";
import type { Session } from "../session/session.ts";
import { SOURCE_IMAGE } from "../train/training-job.ts";
import { hasModel } from "./model-data.ts";

/** A Model, or what one is to be made of, and the name that was given. */
export interface FoundModel {
  readonly name: string;
  readonly model: NewModel | string;
}

/** What `NAME`, `trainingjob/NAME` or `model/NAME` means; `doing` is what is done with a model. Throws for a job that has left none. */
export async function findModel(
  session: Session,
  {
    given,
    image,
    doing,
  }: { readonly given: string; readonly image: string | undefined; readonly doing: string },
): Promise<FoundModel> {
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
