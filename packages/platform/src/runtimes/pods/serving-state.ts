import type { Deployment, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { ServingState, VariantState } from "../serving.ts";
import { admissionRefusal } from "./admission.ts";
import { cannotStart, type Patience } from "./container-status.ts";
import { ANNOTATION, LABEL, withAdvice } from "./layout.ts";

/** Restarts after which a container that never became ready counts as failed, not as starting. */
const HOPELESS_RESTARTS = 3;

/** What Deployments and their pods say of an endpoint. Pure. */
export function servingState(
  deployments: readonly Deployment[],
  pods: readonly Pod[],
  patience: Patience,
): ServingState {
  if (deployments.length === 0) {
    return pods.length === 0
      ? { phase: "gone", message: "The endpoint left nothing behind", variants: [] }
      : { phase: "removing", message: `Waiting for ${pods.length} pods to end`, variants: [] };
  }
  const variants = deployments
    .map((deployment) => variantState(deployment, podsOf(deployment, pods), patience))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const failed = variants.find((variant) => variant.failed);
  const waiting = variants.find((variant) => !variant.complete);
  return {
    phase: failed !== undefined ? "failed" : waiting !== undefined ? "creating" : "ready",
    message: (failed ?? waiting)?.message ?? advised("All variants answer", deployments),
    variants: variants.map(({ failed: _failed, complete: _complete, ...variant }) => variant),
  };
}

/** With what the first of them lacks that lacks something. */
function advised(sentence: string, deployments: readonly Deployment[]): string {
  return deployments
    .map((deployment) => withAdvice(sentence, deployment))
    .reduce((chosen, next) => (chosen === sentence ? next : chosen), sentence);
}

function podsOf(deployment: Deployment, pods: readonly Pod[]): readonly Pod[] {
  return pods.filter((pod) => pod.metadata.labels?.[LABEL.variant] === deployment.metadata.name);
}

/** Whether the pod is of the template that is asked for now, and not one that an update is to replace. */
function isOfTemplate({ spec }: Deployment, { metadata }: Pod): boolean {
  const wanted = spec.template.metadata?.annotations?.[ANNOTATION.spec];
  return metadata.annotations?.[ANNOTATION.spec] === wanted && metadata.deletionTimestamp === undefined;
}

/** The Deployment's newest template runs everywhere it should and answers. */
export function isComplete(deployment: Deployment): boolean {
  const status = deployment.status ?? {};
  const desired = deployment.spec.replicas ?? 1;
  return (
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0) &&
    (status.updatedReplicas ?? 0) >= desired &&
    (status.availableReplicas ?? 0) >= desired &&
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0)
  );
}

function variantState(
  deployment: Deployment,
  pods: readonly Pod[],
  patience: Patience,
): VariantState & { failed: boolean; complete: boolean } {
  const name = deployment.metadata.annotations?.[ANNOTATION.variant] ?? deployment.metadata.name;
  const weight = Number(deployment.metadata.annotations?.[ANNOTATION.weight] ?? 1);
  const desired = deployment.spec.replicas ?? 1;
  const ready = deployment.status?.readyReplicas ?? 0;
  const complete = isComplete(deployment);
  const newest = pods.filter((pod) => isOfTemplate(deployment, pod));
  const broken = complete
    ? undefined
    : newest.map((pod) => brokenBecause(pod, patience)).find((reason) => reason !== undefined);
  const message =
    broken ??
    (complete
      ? `${ready} of ${desired} ready`
      : `Variant ${name}: ${ready} of ${desired} ready${refusedPods(deployment) ?? detail(newest)}`);
  return {
    name,
    weight,
    desired,
    ready,
    message: withAdvice(message, deployment),
    pods: pods.map((pod) => pod.metadata.name),
    complete,
    failed: broken !== undefined,
  };
}

function brokenBecause(pod: Pod, patience: Patience): string | undefined {
  const stuck = cannotStart(pod, patience);
  if (stuck !== undefined) return stuck.state?.waiting?.message ?? `The image ${stuck.image} cannot be had`;
  for (const status of [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ]) {
    if (status.restartCount >= HOPELESS_RESTARTS && status.ready !== true) {
      const last = status.lastState?.terminated ?? status.state?.terminated;
      const words = last?.message?.trim() ?? "";
      return `Container ${status.name} keeps ending (exit code ${last?.exitCode ?? "unknown"})${words === "" ? "" : `: ${words}`}`;
    }
  }
  return undefined;
}

/** The ReplicaSet's controller says here why the cluster lets no pod in. */
function refusedPods({ status }: Deployment): string | undefined {
  const failure = status?.conditions?.find(({ type }) => type === "ReplicaFailure");
  if (failure?.status !== "True" || failure.message === undefined) return undefined;
  return `; ${admissionRefusal(failure.message)}`;
}

function detail(pods: readonly Pod[]): string {
  const waiting = pods
    .map(
      (pod) =>
        pod.status?.conditions?.find(
          (condition) => condition.type === "PodScheduled" && condition.status === "False",
        )?.message,
    )
    .find((message) => message !== undefined);
  return waiting === undefined ? "" : `; ${waiting}`;
}
