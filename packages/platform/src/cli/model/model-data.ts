import { type Resource, SlipwayError } from "@slipway/model";
import { dataUriOf, isPrefix } from "@slipway/model/kinds/model/data-uri.ts";
import { type Model, modelKind } from "@slipway/model/kinds/model/index.ts";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import type { Place } from "../data/place.ts";
import { usageError } from "../errors/usage-error.ts";
import type { Among } from "../objects/find-by-name.ts";
import { namedObject } from "../objects/named-objects.ts";
import { locate, nameOf } from "../objects/references.ts";
import type { Session } from "../session/session.ts";

const KINDS: readonly string[] = [trainingJobKind.kind, modelKind.kind];
/** Kinds that have a model to fetch or to serve. */
export const hasModel: Among = ({ kind }) => KINDS.includes(kind.kind);

/** Where the archive lies that a training job left, or that a Model serves. Throws SLIP-CLI-012 where there is none. */
export async function modelData(
  session: Session,
  word: string,
): Promise<{ readonly name: string; readonly place: Place }> {
  const reference = await namedObject(session, [word], hasModel);
  if (!KINDS.includes(reference.kind.kind))
    throw usageError(
      `${nameOf(reference)}: a training job leaves a model and a Model names one, a ${reference.kind.kind} does not`,
    );
  const { kubernetes } = await session.client();
  const object = await kubernetes.get<Resource>(reference.kind, await locate(session, reference));
  const uri = object.kind === modelKind.kind ? dataOf(object as Model) : leftBy(object as TrainingJob);
  if (uri === undefined) throw noModel(reference.name, whyNone(object, nameOf(reference)));
  if (isPrefix(uri))
    throw noModel(
      reference.name,
      `${nameOf(reference)} has its model as files, not packed: copy them with \`aws s3 sync ${uri} ${reference.name}\``,
    );
  const place = parseS3Uri(uri);
  if (place === undefined)
    throw noModel(reference.name, `${nameOf(reference)} names ${uri}, which is no s3://BUCKET/KEY`);
  return { name: reference.name, place };
}

const leftBy = ({ status }: TrainingJob): string | undefined => status?.modelArtifacts?.s3ModelArtifacts;

const dataOf = ({ spec }: Model): string | undefined =>
  dataUriOf(spec.primaryContainer ?? spec.containers?.[0]);

function whyNone(object: Resource, name: string): string {
  if (object.kind === modelKind.kind) return `${name} has no modelDataURL`;
  const state = (object as TrainingJob).status?.trainingJobStatus ?? "not started yet";
  return `${name} is ${state} and has left no model`;
}

const noModel = (name: string, message: string): SlipwayError =>
  new SlipwayError("SLIP-CLI-012", message, { details: { name } });
