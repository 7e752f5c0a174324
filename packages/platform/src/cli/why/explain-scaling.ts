import { isForbidden, isNotFound, type Resource } from "@slipway/model";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { capacityAt, scalableTargetKind, scaledVariant } from "@slipway/model/kinds/scalable-target/index.ts";
import type { Session } from "../session/session.ts";

/** Why the variants of an endpoint have as many instances as they have, a sentence for each that is scaled. */
export async function scalingOf(session: Session, object: Resource): Promise<readonly string[]> {
  if (!isEndpoint(object)) return [];
  const { kubernetes } = await session.client();
  const { namespace } = object.metadata;
  const { items } = await kubernetes.list(scalableTargetKind, { namespace }).catch((error: unknown) => {
    // Who may not read them, or has none of the kind, is not told of them.
    if (isForbidden(error) || isNotFound(error)) return { items: [] };
    throw error;
  });
  return items.flatMap((target) => {
    const scaled = scaledVariant(target.spec);
    const message = target.status?.slipway?.message;
    if (scaled?.endpoint !== object.spec.endpointName || message === undefined) return [];
    const { min, max } = capacityAt(target, new Date());
    return [`scaling of ${scaled.variant} (${min} to ${max}): ${message}`];
  });
}

const isEndpoint = (object: Resource): object is Endpoint =>
  object.kind === endpointKind.kind && object.apiVersion.startsWith(endpointKind.group);
