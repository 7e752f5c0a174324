import { type Condition, type ConditionUpdate, withCondition } from "@slipway/model";
import { type ContainerObservation, containerStatus } from "./container-status.ts";
import type { Phase, PodObservation, PodStatus } from "./pod-observation.ts";

/** The conditions that a kubelet writes, with its reasons; a time moves only when its condition turns. */
export function podConditions(
  observation: PodObservation,
  phase: Phase,
): NonNullable<PodStatus["conditions"]> {
  const uid = observation.pod.metadata.uid ?? "";
  const incomplete = names(observation, ({ container, launches, started }) =>
    container.role === "init"
      ? launches.at(-1)?.end?.code !== 0
      : container.role === "sidecar" && !started && !observation.over,
  );
  const unready = names(
    observation,
    (container) => container.container.role !== "init" && !containerStatus(uid, container).ready,
  );
  const ready = readiness(phase, unready);
  const updates: readonly ConditionUpdate[] = [
    {
      type: "PodReadyToStartContainers",
      status:
        !observation.over && observation.containers.some(({ launches }) => launches.length > 0)
          ? "True"
          : "False",
    },
    incomplete.length === 0
      ? { type: "Initialized", status: "True", ...(phase === "Succeeded" ? { reason: "PodCompleted" } : {}) }
      : {
          type: "Initialized",
          status: "False",
          reason: "ContainersNotInitialized",
          message: `containers with incomplete status: [${incomplete.join(" ")}]`,
        },
    { type: "Ready", ...ready },
    { type: "ContainersReady", ...ready },
    { type: "PodScheduled", status: "True" },
  ];
  // The model's conditions are read-only, those of the Kubernetes types are not; they are the same.
  return updates.map((update) => stamped(observation, update)) as NonNullable<PodStatus["conditions"]>;
}

function readiness(phase: Phase, unready: readonly string[]): Omit<ConditionUpdate, "type"> {
  if (phase === "Succeeded") return { status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { status: "False", reason: "PodFailed" };
  if (unready.length === 0) return { status: "True" };
  const message = `containers with unready status: [${unready.join(" ")}]`;
  return { status: "False", reason: "ContainersNotReady", message };
}

function names(
  observation: PodObservation,
  which: (container: ContainerObservation) => boolean,
): readonly string[] {
  return observation.containers.filter(which).map(({ container }) => container.name);
}

function stamped(observation: PodObservation, update: ConditionUpdate): Condition {
  const before = (observation.pod.status?.conditions ?? []) as readonly Condition[];
  const [condition] = withCondition(
    before.filter(({ type }) => type === update.type),
    update,
    { now: observation.now },
  );
  return condition ?? { ...update };
}
