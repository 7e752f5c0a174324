import { defined } from "@slipway/model";
import type { Deployment, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { ServingState, VariantState } from "../serving.ts";
import { admissionRefusal } from "./admission.ts";
import { cannotStart, type Patience } from "./container-status.ts";
import { ANNOTATION, LABEL, withAdvice } from "./layout.ts";
import { deployedImagesIn } from "./pins/pins.ts";
import { adopted, fleetOf } from "./update/fleet-of.ts";
import { type Generation, type Member, memberKey } from "./update/generation.ts";
import type { UpdateMemory } from "./update/update-memory.ts";
import { updateMessage } from "./update/update-message.ts";
import { wholeCount } from "./update/wanted-counts.ts";

/** Restarts after which a container that never became ready counts as failed, not as starting. */
const HOPELESS_RESTARTS = 3;

/** What Deployments and their pods say of an endpoint, and what is known of its update. Pure. */
export function servingState(
  deployments: readonly Deployment[],
  pods: readonly Pod[],
  { patience, memory }: { readonly patience: Patience; readonly memory: UpdateMemory | undefined },
): ServingState {
  if (deployments.length === 0) {
    return pods.length === 0
      ? { phase: "gone", message: "The endpoint left nothing behind", variants: [] }
      : { phase: "removing", message: `Waiting for ${pods.length} pods to end`, variants: [] };
  }
  const all = deployments.map((deployment) => {
    const state = variantState(deployment, pods, patience);
    return { key: memberKey(fleetOf(deployment)), deployment, state };
  });
  const of = (generation: Generation): readonly Seen[] =>
    generation.flatMap((member) => {
      const found = all.find(({ key }) => key === memberKey(member));
      return found === undefined ? [] : [{ ...found, member }];
    });
  const { serves, underway, refused } = memory ?? { serves: adopted(deployments, []) };
  const [serving, next] = [of(serves), of(underway?.to ?? [])];
  const desired = (member: Member): number | undefined =>
    underway?.had === undefined ? undefined : wholeCount(member, { serves, underway });
  const variants = serving.map((seen) => told(seen, { all, desired }));
  if (underway !== undefined) {
    const pending = {
      since: underway.begunAt,
      variants: next.map((seen) => told(seen, { all: [], desired })),
    };
    const waiting = next.find(({ state }) => !state.complete)?.state.message;
    const isBack = underway.phase === "back" && underway.reason !== undefined;
    return {
      phase: isBack ? "back" : "creating",
      message: updateMessage(underway, waiting),
      variants,
      pending,
    };
  }
  if (refused !== undefined) return { phase: "failed", message: refused.reason, variants };
  const failed = serving.find(({ state }) => state.failed)?.state;
  const waiting = serving.find(({ state }) => !state.complete)?.state;
  const phase = failed !== undefined ? "failed" : waiting !== undefined ? "creating" : "ready";
  const answering = advised(
    "All variants answer",
    serving.map(({ deployment }) => deployment),
  );
  return { phase, message: (failed ?? waiting)?.message ?? answering, variants };
}

interface Seen {
  readonly key: string;
  readonly deployment: Deployment;
  readonly state: ReturnType<typeof variantState>;
  readonly member: Member;
}

interface Besides {
  readonly all: readonly Omit<Seen, "member">[];
  /** How many copies of a member there are to be in the end; undefined where its Deployment says so. */
  readonly desired: (member: Member) => number | undefined;
}

/** With what other fleets of the variant have. */
function told({ state, member, key }: Seen, { all, desired }: Besides): VariantState {
  const { failed: _failed, complete: _complete, ...variant } = state;
  const others = all.filter((one) => one.key !== key && one.state.name === state.name);
  return {
    ...variant,
    weight: member.weight,
    desired: "fixed" in member.capacity ? member.capacity.fixed : (desired(member) ?? variant.desired),
    ready: others.reduce((sum, one) => sum + one.state.ready, variant.ready),
    pods: [...variant.pods, ...others.flatMap((one) => one.state.pods)],
  };
}

/** With what the first of them lacks that lacks something. */
function advised(sentence: string, deployments: readonly Deployment[]): string {
  return deployments
    .map((deployment) => withAdvice(sentence, deployment))
    .reduce((chosen, next) => (chosen === sentence ? next : chosen), sentence);
}

/** Those of the template that is asked for now. */
function newestPods(deployment: Deployment, pods: readonly Pod[]): readonly Pod[] {
  return podsOf(deployment, pods).filter((pod) => isOfTemplate(deployment, pod));
}

/** Why waiting for the Deployment's newest pods cannot help; undefined while it may, or where they answer. */
export function brokenFleet(
  deployment: Deployment,
  pods: readonly Pod[],
  patience: Patience,
): string | undefined {
  if (isComplete(deployment)) return undefined;
  return newestPods(deployment, pods)
    .map((pod) => brokenBecause(pod, patience))
    .find((reason) => reason !== undefined);
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
function isComplete(deployment: Deployment): boolean {
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
): Omit<VariantState, "weight"> & { failed: boolean; complete: boolean } {
  const { variant: name } = fleetOf(deployment);
  const desired = deployment.spec.replicas ?? 1;
  const ready = deployment.status?.readyReplicas ?? 0;
  const complete = isComplete(deployment);
  const broken = brokenFleet(deployment, pods, patience);
  const message =
    broken ??
    (complete
      ? `${ready} of ${desired} ready`
      : `Variant ${name}: ${ready} of ${desired} ready${refusedPods(deployment) ?? detail(newestPods(deployment, pods))}`);
  const images = deployedImagesIn(deployment.metadata.annotations?.[ANNOTATION.images]);
  const isShadow = deployment.metadata.annotations?.[ANNOTATION.role] === "shadow";
  return {
    name,
    ...(isShadow ? { role: "shadow" } : {}),
    desired,
    ready,
    message: withAdvice(message, deployment),
    pods: podsOf(deployment, pods).map((pod) => pod.metadata.name),
    ...defined({ images }),
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
