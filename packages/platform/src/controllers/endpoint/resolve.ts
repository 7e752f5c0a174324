import { defined } from "@slipway/model";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { variantProperties } from "@slipway/model/kinds/endpoint/variant-properties.ts";
import { dataCaptureOf } from "@slipway/model/kinds/endpoint-config/data-capture.ts";
import { endpointConfigFacts } from "@slipway/model/kinds/endpoint-config/facts.ts";
import { type EndpointConfig, endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import {
  capacityAt,
  scalableTargetProblem,
  variantScaled,
} from "@slipway/model/kinds/scalable-target/index.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { findByAwsName } from "#runs/find-by-aws-name.ts";
import { absent, type Lack } from "#runs/lack.ts";
import { targetOf } from "#runs/scaled-objects.ts";
import { refusalOf, type ServedModel, servedModel } from "#runs/served-container.ts";
import { servingRef } from "#runs/serving-ref.ts";
import type { Capacity, ServingSpec, ServingVariant } from "#runtimes/serving.ts";
import type { Cache } from "#store/cache.ts";

/** SageMaker's default for the first answer to `/ping`. */
const STARTUP_SECONDS = 240;

type Variant = EndpointConfig["spec"]["productionVariants"][number];

/** The whole of what is to be served, or the first thing that is missing. */
export type Resolved =
  | { readonly serving: ServingSpec; readonly config: EndpointConfig }
  | { readonly lack: Lack };

export async function resolve(parts: {
  readonly endpoint: Endpoint;
  readonly cache: Cache;
  readonly signal: AbortSignal;
  readonly now: Date;
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
  const { productionVariants, shadowProductionVariants = [] } = config.spec;
  for (const variant of [...productionVariants, ...shadowProductionVariants]) {
    const resolved = await resolveVariant({ ...parts, variant, namespace });
    if ("lack" in resolved) return resolved;
    const role = shadowProductionVariants.includes(variant) ? "shadow" : "production";
    variants.push({ ...resolved.variant, role });
  }
  const refusedLater = parts.wholeRequest ? undefined : refusedToAnswerLater(config, variants);
  if (refusedLater !== undefined) return { lack: { is: "refused", sentence: refusedLater } };
  const capture = dataCaptureOf(config.spec.dataCaptureConfig);
  const { endpointName } = endpoint.spec;
  return { serving: { ...servingRef(endpoint), endpointName, variants, ...defined({ capture }) }, config };
}

/** What waits goes to the one container of a pod: it has nobody who would ask the others, nor a model that it names. */
function refusedToAnswerLater(
  { spec }: EndpointConfig,
  variants: readonly ServingVariant[],
): string | undefined {
  if (spec.asyncInferenceConfig === undefined) return undefined;
  const variant = variants.find(({ containers: [first, ...others] }) => others.length > 0 || first?.models);
  if (variant === undefined) return undefined;
  return `asyncInferenceConfig is served for models of one container and one model, which that of variant ${variant.name} is not`;
}

async function resolveVariant(parts: {
  readonly endpoint: Endpoint;
  readonly cache: Cache;
  readonly signal: AbortSignal;
  readonly now: Date;
  readonly artifacts: Artifacts | undefined;
  readonly wholeRequest: boolean;
  readonly variant: Variant;
  readonly namespace: string;
}): Promise<{ readonly variant: ServingVariant } | { readonly lack: Lack }> {
  const { endpoint, variant } = parts;
  const resolved = await servedModel({
    ...parts,
    name: variant.modelName ?? "",
    namedBy: ` of variant ${variant.variantName}`,
  });
  if ("lack" in resolved) return resolved;
  const capacity = await scaledCapacity(parts);
  return {
    variant: {
      ...servingVariant(variant, resolved),
      ...askedOf(endpoint, variant),
      ...defined({ capacity }),
    },
  };
}

/** Between the numbers of the target that scales it, or those that a scheduled action has set since, which goes before all others; undefined where none does. */
async function scaledCapacity(parts: {
  readonly endpoint: Endpoint;
  readonly cache: Cache;
  readonly signal: AbortSignal;
  readonly now: Date;
  readonly variant: Variant;
}): Promise<Capacity | undefined> {
  const { endpoint, variant, cache, signal, now } = parts;
  const { endpointName } = endpoint.spec;
  const spec = variantScaled({ endpoint: endpointName, variant: variant.variantName ?? "" });
  const target = await targetOf(cache, { metadata: endpoint.metadata, spec }, signal);
  if (target === undefined || target.metadata.deletionTimestamp !== undefined) return undefined;
  if (scalableTargetProblem(target.spec) !== undefined) return undefined;
  const { min, max } = capacityAt(target, now);
  return { min, max };
}

/** What was asked of the variant goes before what its configuration says. */
function askedOf(
  endpoint: Endpoint,
  { variantName = "" }: Variant,
): Partial<Pick<ServingVariant, "weight" | "capacity">> {
  const { weight, instanceCount } = variantProperties(endpoint).get(variantName) ?? {};
  return defined({ weight, capacity: instanceCount === undefined ? undefined : { fixed: instanceCount } });
}

function servingVariant(variant: Variant, served: ServedModel): ServingVariant {
  return {
    name: variant.variantName ?? "",
    role: "production",
    ...served,
    instanceType: variant.instanceType ?? "",
    capacity: { fixed: variant.initialInstanceCount ?? 1 },
    weight: variant.initialVariantWeight ?? 1,
    startupSeconds: variant.containerStartupHealthCheckTimeoutInSeconds ?? STARTUP_SECONDS,
  };
}
