import { findCondition, keyOf } from "@slipway/model";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { type EndpointConfig, endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { scalableTargetKind, scaledVariant } from "@slipway/model/kinds/scalable-target/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { type Watch, type WatchPlaces, watching } from "#reconcile/controller.ts";
import { byAwsName, named } from "#runs/aws-name-index.ts";
import type { Index } from "#store/cache.ts";

const byConfig: Index<Endpoint> = {
  name: "endpoint configuration",
  values: ({ metadata, spec }) => [`${metadata.namespace}/${spec.endpointConfigName}`],
};

const byModel: Index<EndpointConfig> = {
  name: "model",
  values: ({ metadata, spec }) =>
    new Set(
      [...spec.productionVariants, ...(spec.shadowProductionVariants ?? [])].map(
        ({ modelName }) => `${metadata.namespace}/${modelName}`,
      ),
    ),
};

/** Endpoints that something is missing for, of which each namespace has few. */
const byWaiting: Index<Endpoint> = {
  name: "waiting",
  values: ({ metadata, status }) =>
    findCondition(status?.conditions, "ACK.ReferencesResolved")?.status === "True"
      ? []
      : [metadata.namespace ?? ""],
};

const ENDED: readonly string[] = ["Completed", "Failed", "Stopped"];

/**
 * What endpoints are made of, or wait for, wakes those that name it and no others: a configuration, a model that one of them
 * names, and a job that has ended, with a model's data or without.
 */
export const wakes: readonly Watch[] = [
  watching(endpointConfigKind, (config, places) => endpointsOf(config, places).map(keyOf)),
  watching(scalableTargetKind, async ({ metadata, spec }, { cache }) => {
    const { namespace = "" } = metadata;
    const { endpoint: name } = scaledVariant(spec) ?? {};
    const endpoints = cache.now(endpointKind);
    if (name === undefined || endpoints === undefined) return [];
    return [...endpoints.by(byAwsName, named.all({ namespace, name }))].map(keyOf);
  }),
  watching(modelKind, ({ metadata, spec }, places) => {
    const configs = places.cache
      .now(endpointConfigKind)
      ?.by(byModel, `${metadata.namespace}/${spec.modelName}`);
    return (configs ?? []).flatMap((config) => endpointsOf(config, places)).map(keyOf);
  }),
  watching(trainingJobKind, ({ metadata, status }, { cache }) => {
    if (!ENDED.includes(status?.trainingJobStatus ?? "")) return [];
    return (cache.now(endpointKind)?.by(byWaiting, metadata.namespace ?? "") ?? []).map(keyOf);
  }),
];

function endpointsOf({ metadata, spec }: EndpointConfig, { cache }: WatchPlaces): readonly Endpoint[] {
  return cache.now(endpointKind)?.by(byConfig, `${metadata.namespace}/${spec.endpointConfigName}`) ?? [];
}
