import { defined } from "@slipway/model";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { endpointConfigFacts } from "@slipway/model/kinds/endpoint-config/facts.ts";
import { type EndpointConfig, endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { modelFacts } from "@slipway/model/kinds/model/facts.ts";
import { type Model, modelKind } from "@slipway/model/kinds/model/index.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { findArtifact } from "#artifacts/find-artifact.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { changedFields } from "#runs/as-begun.ts";
import { isRefused } from "#runs/aws-name-index.ts";
import { findByAwsName } from "#runs/find-by-aws-name.ts";
import { resolveImage } from "#runs/well-known-images.ts";
import type { ServingSpec, ServingVariant } from "#runtimes/serving.ts";
import type { Cache } from "#store/cache.ts";

/** SageMaker's default for the first answer to `/ping`. */
const STARTUP_SECONDS = 240;

type Variant = EndpointConfig["spec"]["productionVariants"][number];

/** The whole of what is to be served, or the sentence that says what is still missing. */
export type Resolved = { readonly serving: ServingSpec } | { readonly waitingFor: string };

export async function resolve(parts: {
  readonly endpoint: Endpoint;
  readonly cache: Cache;
  readonly signal: AbortSignal;
  /** Where models must be before they are served; absent where that is not ours to see. */
  readonly artifacts: Artifacts | undefined;
}): Promise<Resolved> {
  const { endpoint, cache, signal } = parts;
  const namespace = endpoint.metadata.namespace ?? "";
  const name = endpoint.spec.endpointConfigName ?? "";
  const config = await findByAwsName({ cache, signal, kind: endpointConfigKind, namespace, name });
  if (config === undefined)
    return { waitingFor: `Waiting for EndpointConfig ${name}: it does not exist yet` };
  if (isRefused(config) || changedFields(endpointConfigFacts, config).length > 0)
    return {
      waitingFor: `Waiting for EndpointConfig ${name}: it is refused as it stands; see its ACK.Terminal condition`,
    };
  const variants: ServingVariant[] = [];
  for (const variant of config.spec.productionVariants) {
    const resolved = await resolveVariant({ ...parts, variant, namespace });
    if ("waitingFor" in resolved) return resolved;
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

async function resolveVariant(parts: {
  readonly cache: Cache;
  readonly signal: AbortSignal;
  readonly artifacts: Artifacts | undefined;
  readonly variant: Variant;
  readonly namespace: string;
}): Promise<{ readonly variant: ServingVariant } | { readonly waitingFor: string }> {
  const { cache, signal, artifacts, variant, namespace } = parts;
  const name = variant.modelName ?? "";
  const model = await findByAwsName({ cache, signal, kind: modelKind, namespace, name });
  if (model === undefined)
    return {
      waitingFor: `Waiting for Model ${name} of variant ${variant.variantName}: it does not exist yet`,
    };
  if (isRefused(model) || changedFields(modelFacts, model).length > 0)
    return {
      waitingFor: `Waiting for Model ${name}: it is refused as it stands; see its ACK.Terminal condition`,
    };
  const container = containerOf(model);
  const missing = await missingData(artifacts, container?.modelDataURL);
  if (missing !== undefined)
    return {
      waitingFor: `Waiting for the data of Model ${name}: ${missing} does not exist yet; a TrainingJob that writes it ends the wait`,
    };
  return { variant: servingVariant(variant, container, model) };
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
  return (await findArtifact(artifacts, url)) === undefined ? url : undefined;
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
        ...defined({ modelUri: container?.modelDataURL }),
        env: container?.environment ?? {},
      },
    ],
    instanceType: variant.instanceType ?? "",
    capacity: { fixed: variant.initialInstanceCount ?? 1 },
    weight: variant.initialVariantWeight ?? 1,
    startupSeconds: variant.containerStartupHealthCheckTimeoutInSeconds ?? STARTUP_SECONDS,
  };
}
