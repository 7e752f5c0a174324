import { type Resource, SlipwayError } from "@slipway/model";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import { type Deployment, deploymentKind, podKind } from "@slipway/model/kubernetes/workloads.ts";
import type { KubernetesClient } from "@slipway/sdk";
import { type Installed, installedKind } from "./kinds.ts";
import { INSTALLER, SYSTEM_NAMESPACE } from "./names.ts";

const ESTABLISHED_WITHIN_MS = 30_000;

/** What became of one object. */
export interface AppliedObject {
  readonly object: Installed;
  readonly what: "created" | "configured" | "unchanged";
}

/** Applies the objects in their order, server-side, so that what others set beside ours stays. */
export async function* applyAll(
  kubernetes: KubernetesClient,
  objects: readonly Installed[],
): AsyncGenerator<AppliedObject> {
  let definitionsLeft = CRDS.length;
  for (const object of objects) {
    yield await applyOne(kubernetes, object);
    if (object.kind !== "CustomResourceDefinition") continue;
    definitionsLeft -= 1;
    if (definitionsLeft === 0) await established(kubernetes);
  }
}

async function applyOne(kubernetes: KubernetesClient, object: Installed): Promise<AppliedObject> {
  const kind = installedKind(object.kind);
  const { name, namespace } = object.metadata;
  const before = await kubernetes.find(kind, { name, namespace });
  const answer = await kubernetes.apply(kind, object, { manager: INSTALLER, force: true });
  const unchanged = before?.metadata.resourceVersion === answer.object.metadata.resourceVersion;
  return { object, what: before === undefined ? "created" : unchanged ? "unchanged" : "configured" };
}

/** Objects of a kind are refused until its definition is established. */
async function established(kubernetes: KubernetesClient): Promise<void> {
  for (const crd of CRDS) {
    const at = { name: crd.metadata.name };
    await kubernetes.waitFor(installedKind("CustomResourceDefinition"), at, isEstablished, {
      timeoutMs: ESTABLISHED_WITHIN_MS,
    });
  }
}

function isEstablished(crd: Resource | undefined): boolean {
  const { conditions = [] } = (crd?.status ?? {}) as {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
  return conditions.some(({ type, status }) => type === "Established" && status === "True");
}

/** Waits until each Deployment's newest pods answer. Throws SLIP-CLI-019 with the words of a pod that does not. */
export async function awaitReady(
  kubernetes: KubernetesClient,
  names: readonly string[],
  how: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  for (const name of names) {
    const at = { namespace: SYSTEM_NAMESPACE, name };
    const pulls = new AbortController();
    const signal = AbortSignal.any([how.signal, pulls.signal]);
    const watching = refusePulls(kubernetes, name, { signal, stop: () => pulls.abort() });
    const { met } = await kubernetes.waitFor(deploymentKind, at, isRolledOut, { ...how, signal });
    const refusal = pulls.signal.aborted ? await watching : undefined;
    pulls.abort();
    if (refusal !== undefined) throw refusal;
    how.signal.throwIfAborted();
    if (met) continue;
    throw new SlipwayError(
      "SLIP-CLI-019",
      `Deployment ${name} is not ready: ${await wordsOf(kubernetes, name)}`,
    );
  }
}

/** What no waiting mends, and what may pass: a registry that is away for a moment. */
const PULLS = {
  never: /^(InvalidImageName|ErrImageNeverPull)$/,
  perhaps: /^(ErrImagePull|ImagePullBackOff)$/,
};
const PULL_PATIENCE_MS = 20_000;

/** Looks whether the newest pods get their image; stops the waiting, and gives the error, once they do not. */
async function refusePulls(
  kubernetes: KubernetesClient,
  name: string,
  how: { readonly signal: AbortSignal; readonly stop: () => void },
): Promise<SlipwayError | undefined> {
  const from = Date.now();
  while (!how.signal.aborted) {
    const failed = await failedPull(kubernetes, name).catch(() => undefined);
    const final =
      failed !== undefined && (PULLS.never.test(failed.reason) || Date.now() - from > PULL_PATIENCE_MS);
    if (final && !how.signal.aborted) {
      how.stop();
      return new SlipwayError("SLIP-CLI-020", `${failed.image}: ${failed.message}`);
    }
    await pause(1_000, how.signal);
  }
  return undefined;
}

async function failedPull(kubernetes: KubernetesClient, name: string) {
  const where = { namespace: SYSTEM_NAMESPACE, labelSelector: `app.kubernetes.io/name=${name}` };
  const { items } = await kubernetes.list(podKind, where);
  const failed = items
    .flatMap(({ status }) => status?.containerStatuses ?? [])
    .find(({ state }) => {
      const reason = state?.waiting?.reason ?? "";
      return PULLS.never.test(reason) || PULLS.perhaps.test(reason);
    });
  const { reason = "", message = reason } = failed?.state?.waiting ?? {};
  return failed === undefined ? undefined : { image: failed.image, reason, message };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
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
