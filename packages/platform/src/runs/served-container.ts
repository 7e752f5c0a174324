import { defined, findCondition } from "@slipway/model";
import { unservedImage } from "@slipway/model/algorithms/unserved-image.ts";
import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import { containerNames, containersOf } from "@slipway/model/kinds/model/containers.ts";
import { isPrefix } from "@slipway/model/kinds/model/data-uri.ts";
import { modelFacts } from "@slipway/model/kinds/model/facts.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { findArtifact, hasArtifacts } from "#artifacts/find-artifact.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import type { ServingContainer } from "#runtimes/serving.ts";
import type { Cache } from "#store/cache.ts";
import { type Beginning, changedFields } from "./as-begun.ts";
import { awsNameOf, isRefused } from "./aws-name-index.ts";
import { dataLack } from "./data-lack.ts";
import { findByAwsName } from "./find-by-aws-name.ts";
import { absent, type Lack } from "./lack.ts";
import { servingProgram } from "./serving-program.ts";

/** What a model is served by. */
export interface ServedModel {
  /** At least one; each has a name where there are several. */
  readonly containers: readonly ServingContainer[];
  readonly execution?: "Serial" | "Direct";
}

/** What a model is served by, or what is missing or refused of it. */
export async function servedModel(parts: {
  readonly cache: Cache;
  readonly signal: AbortSignal;
  readonly namespace: string;
  /** The model's. */
  readonly name: string;
  /** Who names it, in words that go on from the model. */
  readonly namedBy?: string;
  /** Where its data must be before it is served; absent where that is not ours to see. */
  readonly artifacts: Artifacts | undefined;
  /** Whether images run as they are written. */
  readonly wholeRequest: boolean;
}): Promise<ServedModel | { readonly lack: Lack }> {
  const { cache, signal, namespace, name, artifacts, wholeRequest } = parts;
  const model = await findByAwsName({ cache, signal, kind: modelKind, namespace, name });
  if (model === undefined) return absent(`Model ${name}${parts.namedBy ?? ""} does not exist`);
  const all = containersOf(model.spec);
  // Before the model's own verdict, which may be still to come: the reason is then the same either way.
  const unserved = wholeRequest
    ? undefined
    : all
        .map(({ image }) => unservedImage(image, model.metadata.annotations))
        .find((words) => words !== undefined);
  if (unserved !== undefined)
    return { lack: { is: "refused", sentence: `The image of Model ${name} ${unserved}` } };
  const refused = refusalOf(modelFacts, model);
  if (refused !== undefined) return refused;
  const served = all.map((container) => servingProgram(container, model.metadata));
  for (const wanted of served.flatMap(({ modelUri, codeUri }) => [modelUri, codeUri])) {
    const uri = await missingData(artifacts, wanted);
    if (uri !== undefined) return { lack: await dataLack({ cache, signal, namespace, name, uri }) };
  }
  if (served.length <= 1) return { containers: served };
  const names = containerNames(all);
  return {
    containers: served.map((container, index) => ({ ...container, ...defined({ name: names[index] }) })),
    execution: model.spec.inferenceExecutionConfig?.mode === "Direct" ? "Direct" : "Serial",
  };
}

/** The one container of a model; nobody makes a batch of several containers, or of many models. */
export async function servedContainer(
  parts: Parameters<typeof servedModel>[0],
): Promise<{ readonly container: ServingContainer } | { readonly lack: Lack }> {
  const served = await servedModel(parts);
  if ("lack" in served) return served;
  const [container, ...others] = served.containers;
  if (container !== undefined && others.length === 0 && container.models === undefined) return { container };
  const has = others.length === 0 ? "many models" : `${served.containers.length} containers`;
  const sentence = `Model ${parts.name} has ${has}; a batch transform asks one model of one container`;
  return { lack: { is: "refused", sentence } };
}

/** Why what an object is made of cannot be used; undefined where nothing speaks against it. */
export function refusalOf<R extends Beginning>(
  facts: AwsKindFacts<R>,
  object: R,
): { readonly lack: Lack } | undefined {
  if (!isRefused(object) && changedFields(facts, object).length === 0) return undefined;
  const why = findCondition(object.status?.conditions, "ACK.Terminal")?.message ?? "its spec was changed";
  const sentence = `${facts.kind.kind} ${awsNameOf(object)} is refused as it stands: ${why}`;
  return { lack: { is: "refused", sentence } };
}

/** The URI when nothing is there yet; undefined when there is nothing to wait for. */
async function missingData(
  artifacts: Artifacts | undefined,
  url: string | undefined,
): Promise<string | undefined> {
  if (artifacts === undefined || url === undefined || parseS3Uri(url) === undefined) return undefined;
  const isThere = isPrefix(url)
    ? await hasArtifacts(artifacts, url)
    : (await findArtifact(artifacts, url)) !== undefined;
  return isThere ? undefined : url;
}
