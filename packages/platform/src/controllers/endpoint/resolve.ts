import { defined, findCondition } from "@slipway/model";
import { unservedImage } from "@slipway/model/algorithms/unserved-image.ts";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { variantProperties } from "@slipway/model/kinds/endpoint/variant-properties.ts";
import { endpointConfigFacts } from "@slipway/model/kinds/endpoint-config/facts.ts";
import { type EndpointConfig, endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import { dataUriOf, isPrefix } from "@slipway/model/kinds/model/data-uri.ts";
import { modelFacts } from "@slipway/model/kinds/model/facts.ts";
import { type Model, modelKind } from "@slipway/model/kinds/model/index.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { findArtifact, hasArtifacts } from "#artifacts/find-artifact.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { type Beginning, changedFields } from "#runs/as-begun.ts";
import { awsNameOf, isRefused } from "#runs/aws-name-index.ts";
import { findByAwsName } from "#runs/find-by-aws-name.ts";
import { resolveImage } from "#runs/well-known-images.ts";
import type { ServingSpec, ServingVariant } from "#runtimes/serving.ts";
import type { Cache } from "#store/cache.ts";
import { dataLack } from "./data-lack.ts";
import type { Lack } from "./lack.ts";

/** SageMaker's default for the first answer to `/ping`. */
const STARTUP_SECONDS = 240;

type Variant = EndpointConfig["spec"]["productionVariants"][number];

/** The whole of what is to be served, or the first thing that is missing. */
export type Resolved = { readonly serving: ServingSpec } | { readonly lack: Lack };

export async function resolve(parts: {
  readonly endpoint: Endpoint;
  readonly cache: Cache;
  readonly signal: AbortSignal;
  /** Where models must be before they are served; absent where that is not ours to see. */
  readonly artifacts: Artifacts | undefined;
  /** Whether images run as they are written. */
  readonly wholeRequest: boolean;
}): Promise<Resolved> {
  const { endpoint, cache, signal } = parts;
  const namespace = endpoint.metadata.namespace ?? "";
  const name = endpoint.spec.endpointConfigName ?? "";
  const config = await findByAwsName({ cache, signal, kind: endpointConfigKind, namespace, name });
  if (config === undefined) return absent(`EndpointConfig ${name} does not exist`);
  const refused = refusalOf(endpointConfigFacts, config);
  if (refused !== undefined) return refused;
  const variants: ServingVariant[] = [];
  for (const variant of config.spec.productionVariants) {
    const resolved = await resolveVariant({ ...parts, variant, namespace });
    if ("lack" in resolved) return resolved;
    variants.push(resolved.variant);
  }
  return {
    serving: {
      name: endpoint.metadata.name,
      namespace,
      endpointName: endpoint.spec.endpointName,
      owner: endpoint,
      variants,
    },
  };
}

const absent = (sentence: string): { readonly lack: Lack } => ({ lack: { is: "absent", sentence } });

/** Why what an endpoint is made of cannot be used; undefined where nothing speaks against it. */
function refusalOf<R extends Beginning>(
  facts: AwsKindFacts<R>,
  object: R,
): { readonly lack: Lack } | undefined {
  if (!isRefused(object) && changedFields(facts, object).length === 0) return undefined;
  const why = findCondition(object.status?.conditions, "ACK.Terminal")?.message ?? "its spec was changed";
  const sentence = `${facts.kind.kind} ${awsNameOf(object)} is refused as it stands: ${why}`;
  return { lack: { is: "refused", sentence } };
}

async function resolveVariant(parts: {
  readonly endpoint: Endpoint;
  readonly cache: Cache;
  readonly signal: AbortSignal;
  readonly artifacts: Artifacts | undefined;
  readonly wholeRequest: boolean;
  readonly variant: Variant;
  readonly namespace: string;
}): Promise<{ readonly variant: ServingVariant } | { readonly lack: Lack }> {
  const { endpoint, cache, signal, artifacts, wholeRequest, variant, namespace } = parts;
  const name = variant.modelName ?? "";
  const model = await findByAwsName({ cache, signal, kind: modelKind, namespace, name });
  if (model === undefined) return absent(`Model ${name} of variant ${variant.variantName} does not exist`);
  const container = containerOf(model);
  // Before the model's own verdict, which may be still to come: the reason is then the same either way.
  const unserved = wholeRequest ? undefined : unservedImage(container?.image, model.metadata.annotations);
  if (unserved !== undefined)
    return { lack: { is: "refused", sentence: `The image of Model ${name} ${unserved}` } };
  const refused = refusalOf(modelFacts, model);
  if (refused !== undefined) return refused;
  const uri = await missingData(artifacts, dataUriOf(container));
  if (uri !== undefined) return { lack: await dataLack({ cache, signal, namespace, name, uri }) };
  return { variant: { ...servingVariant(variant, container, model), ...askedOf(endpoint, variant) } };
}

/** What was asked of the variant goes before what its configuration says. */
function askedOf(
  endpoint: Endpoint,
  { variantName = "" }: Variant,
): Partial<Pick<ServingVariant, "weight" | "capacity">> {
  const { weight, instanceCount } = variantProperties(endpoint).get(variantName) ?? {};
  return defined({ weight, capacity: instanceCount === undefined ? undefined : { fixed: instanceCount } });
}

function containerOf(model: Model) {
  return model.spec.primaryContainer ?? model.spec.containers?.[0];
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

function servingVariant(
  variant: Variant,
  container: ReturnType<typeof containerOf>,
  model: Model,
): ServingVariant {
  return {
    name: variant.variantName ?? "",
    role: "production",
    containers: [
      {
        image: resolveImage(container?.image ?? "", model.metadata.annotations),
        ...defined({ modelUri: dataUriOf(container) }),
        env: container?.environment ?? {},
      },
    ],
    instanceType: variant.instanceType ?? "",
    capacity: { fixed: variant.initialInstanceCount ?? 1 },
    weight: variant.initialVariantWeight ?? 1,
    startupSeconds: variant.containerStartupHealthCheckTimeoutInSeconds ?? STARTUP_SECONDS,
  };
}
