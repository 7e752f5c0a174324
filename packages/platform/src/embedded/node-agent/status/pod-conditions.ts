import { type Condition, type ConditionUpdate, withCondition } from "@slipway/model";
import { containerStatus, type Sight } from "./container-status.ts";
import type { Phase, PodSight, PodStatus } from "./pod-sight.ts";

/** The conditions that a kubelet writes, with its reasons; a time moves only when its condition turns. */
export function podConditions(sight: PodSight, phase: Phase): NonNullable<PodStatus["conditions"]> {
  const uid = sight.pod.metadata.uid ?? "";
  const incomplete = names(sight, ({ container, launches, started }) =>
    container.role === "init"
      ? launches.at(-1)?.end?.code !== 0
      : container.role === "sidecar" && !started && !sight.over,
  );
  const unready = names(
    sight,
    (container) => container.container.role !== "init" && !containerStatus(uid, container).ready,
  );
  const ready = readiness(phase, unready);
  const updates: readonly ConditionUpdate[] = [
    {
      type: "PodReadyToStartContainers",
      status: !sight.over && sight.containers.some(({ launches }) => launches.length > 0) ? "True" : "False",
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
  return updates.map((update) => stamped(sight, update)) as NonNullable<PodStatus["conditions"]>;
}

function readiness(phase: Phase, unready: readonly string[]): Omit<ConditionUpdate, "type"> {
  if (phase === "Succeeded") return { status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { status: "False", reason: "PodFailed" };
  if (unready.length === 0) return { status: "True" };
  const message = `containers with unready status: [${unready.join(" ")}]`;
  return { status: "False", reason: "ContainersNotReady", message };
}

function names(sight: PodSight, which: (container: Sight) => boolean): readonly string[] {
  return sight.containers.filter(which).map(({ container }) => container.name);
}

function stamped(sight: PodSight, update: ConditionUpdate): Condition {
  const before = (sight.pod.status?.conditions ?? []) as readonly Condition[];
  const [condition] = withCondition(
    before.filter(({ type }) => type === update.type),
    update,
    { now: sight.now },
  );
  return condition ?? { ...update };
}
