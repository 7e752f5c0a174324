import { findCondition } from "@slipway/model";
import { unservedImage } from "@slipway/model/algorithms/unserved-image.ts";
import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
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

/** The container that a model is served by, or what is missing or refused of it. */
export async function servedContainer(parts: {
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
}): Promise<{ readonly container: ServingContainer } | { readonly lack: Lack }> {
  const { cache, signal, namespace, name, artifacts, wholeRequest } = parts;
  const model = await findByAwsName({ cache, signal, kind: modelKind, namespace, name });
  if (model === undefined) return absent(`Model ${name}${parts.namedBy ?? ""} does not exist`);
  const container = model.spec.primaryContainer ?? model.spec.containers?.[0];
  // Before the model's own verdict, which may be still to come: the reason is then the same either way.
  const unserved = wholeRequest ? undefined : unservedImage(container?.image, model.metadata.annotations);
  if (unserved !== undefined)
    return { lack: { is: "refused", sentence: `The image of Model ${name} ${unserved}` } };
  const refused = refusalOf(modelFacts, model);
  if (refused !== undefined) return refused;
  const served = servingProgram(container, model.metadata);
  for (const wanted of [served.modelUri, served.codeUri]) {
    const uri = await missingData(artifacts, wanted);
    if (uri !== undefined) return { lack: await dataLack({ cache, signal, namespace, name, uri }) };
  }
  return { container: served };
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
