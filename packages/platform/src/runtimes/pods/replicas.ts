import { keyOf, type Resource } from "@slipway/model";
import { type Deployment, deploymentKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Store } from "#store/store.ts";
import { countIn } from "../capacity.ts";
import type { Capacity } from "../serving.ts";
import { ANNOTATION } from "./layout.ts";

/** Owns the number where a variant's owner does not say it: an autoscaler may then change it, and no apply takes that back. */
const SCALER = { manager: "slipway-scale", force: true } as const;
/** A Deployment that says nothing has one replica. */
const UNSAID = 1;

/**
 * Applies a Deployment that says no number of replicas itself: who has said one goes on owning it, as Kubernetes wants it done
 * (server-side apply, "transferring ownership"), and one beyond the range is brought back into it.
 */
export async function applyScaled(
  store: Store,
  deployment: Deployment,
  { capacity, apply }: { readonly capacity: Capacity; readonly apply: () => Promise<unknown> },
): Promise<void> {
  const present = await store.get(deploymentKind, keyOf(deployment));
  const now = present?.spec.replicas ?? UNSAID;
  const count = countIn(capacity, present === undefined ? undefined : now);
  const isHandedOver = present?.metadata.annotations?.[ANNOTATION.scaled] !== undefined;
  if (present !== undefined && (!isHandedOver || now !== count)) await setReplicas(store, present, count);
  await apply();
  if (present === undefined && count !== UNSAID) await setReplicas(store, deployment, count);
}

export async function setReplicas(store: Store, { metadata }: Resource, replicas: number): Promise<void> {
  const { name, namespace = "" } = metadata;
  const only = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: { replicas },
  };
  await store.apply(deploymentKind, only as unknown as Deployment, SCALER);
}
