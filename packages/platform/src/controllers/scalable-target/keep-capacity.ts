import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import {
  variantProperties,
  withVariantProperties,
} from "@slipway/model/kinds/endpoint/variant-properties.ts";
import { type ScalableTarget, scaledVariant } from "@slipway/model/kinds/scalable-target/index.ts";
import type { Finalizer } from "#reconcile/reconciler.ts";
import { findByAwsName } from "#runs/find-by-aws-name.ts";
import { targetOf } from "#runs/scaled-objects.ts";
import { decidedFor } from "./decided-for.ts";

/** "Deregistering a scalable target [...] current capacity is left as it is" (API reference, DeregisterScalableTarget): it is asked of the endpoint from then on. */
export const keepCapacity: Finalizer<ScalableTarget> = {
  name: "finalizers.applicationautoscaling.services.k8s.aws/ScalableTarget",
  async cleanUp(target, { cache, signal, store }) {
    const scaled = scaledVariant(target.spec);
    const oldest = await targetOf(cache, target, signal);
    if (scaled === undefined || oldest?.metadata.uid !== target.metadata.uid) return "gone";
    const { namespace = "" } = target.metadata;
    const endpoint = await findByAwsName({
      cache,
      signal,
      kind: endpointKind,
      namespace,
      name: scaled.endpoint,
    });
    if (endpoint === undefined || endpoint.metadata.deletionTimestamp !== undefined) return "gone";
    const { desired } = decidedFor(target, endpoint) ?? {};
    if (desired === undefined) return "gone";
    const asked = new Map(variantProperties(endpoint));
    const before = asked.get(scaled.variant);
    if (before?.instanceCount === desired || desired < 1) return "gone";
    asked.set(scaled.variant, { ...before, instanceCount: desired });
    await store.replace(endpointKind, withVariantProperties(endpoint, asked), "object");
    return "gone";
  },
};
