import { SlipwayError } from "@slipway/model";
import { type Deployment, deploymentKind, podKind } from "@slipway/model/kubernetes/workloads.ts";
import type { KubernetesClient } from "@slipway/sdk";
import { SYSTEM_NAMESPACE } from "#installation/names.ts";
import { watchPulls } from "./image-pulls.ts";

/**
 * Waits until each Deployment's newest pods answer. Throws SLIP-CLI-020 for an image that no node gets, and SLIP-CLI-019 with the
 * words of a pod that does not answer in time.
 */
export async function awaitReady(
  kubernetes: KubernetesClient,
  names: readonly string[],
  how: { readonly image: string; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  for (const name of names) {
    const at = { namespace: SYSTEM_NAMESPACE, name };
    const pulls = watchPulls(kubernetes, { name, image: how.image });
    const signal = AbortSignal.any([how.signal, pulls.failed]);
    const { timeoutMs } = how;
    const { met } = await kubernetes.waitFor(deploymentKind, at, isRolledOut, { timeoutMs, signal });
    pulls.stop();
    how.signal.throwIfAborted();
    if (met) continue;
    if (pulls.failed.aborted) throw pulls.failed.reason;
    throw new SlipwayError(
      "SLIP-CLI-019",
      `Deployment ${name} is not ready: ${await wordsOf(kubernetes, name)}`,
    );
  }
}

function isRolledOut(deployment: Deployment | undefined): boolean {
  if (deployment === undefined) return false;
  const { status = {}, spec, metadata } = deployment;
  const wanted = spec.replicas ?? 1;
  return (
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0) &&
    (status.updatedReplicas ?? 0) >= wanted &&
    (status.availableReplicas ?? 0) >= wanted &&
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0)
  );
}

/** What its newest pod says of itself. */
async function wordsOf(kubernetes: KubernetesClient, name: string): Promise<string> {
  const where = { namespace: SYSTEM_NAMESPACE, labelSelector: `app.kubernetes.io/name=${name}` };
  const { items } = await kubernetes.list(podKind, where);
  const words = items.flatMap(({ status }) => [
    ...(status?.conditions ?? []).filter(({ status: is }) => is === "False").map(({ message }) => message),
    ...(status?.containerStatuses ?? []).flatMap(({ state, lastState }) => [
      state?.waiting?.message,
      state?.terminated?.message,
      lastState?.terminated?.message,
    ]),
  ]);
  return words.filter((word) => word !== undefined && word !== "").join("; ") || "it has no pod yet";
}
