import { type Condition, findCondition, isTrue, type Resource } from "@slipway/model";

/** How far an object has come, whatever its kind; `sentence` says what it does, waits for or failed of. */
export interface ObjectState {
  readonly state: "working" | "done" | "failed" | "stopped";
  /** The kind's own word, for instance InProgress/Downloading. */
  readonly word: string;
  readonly sentence: string;
}

interface AnyStatus {
  readonly conditions?: readonly Condition[];
  readonly trainingJobStatus?: string;
  readonly secondaryStatus?: string;
  readonly endpointStatus?: string;
  readonly failureReason?: string;
  readonly phase?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly replicas?: number;
  readonly slipway?: { readonly message?: string; readonly endpointConfigName?: string };
}

export function stateOf(object: Resource): ObjectState {
  const status: AnyStatus = object.status ?? {};
  const terminal = findCondition(status.conditions, "ACK.Terminal");
  const ended = terminal?.status === "True";
  if (ended && terminal.reason !== "Failed") {
    return { state: "failed", word: "Refused", sentence: terminal.message ?? "it is refused as it stands" };
  }
  const found = OF_KIND[object.kind]?.(object, status) ?? byConditions(object, status);
  // An update that failed leaves its endpoint in service with what it served before.
  if (ended) return { ...found, state: "failed", sentence: sentenceOf(status, "failed") };
  return { ...found, sentence: sentenceOf(status, found.state) };
}

type Found = Omit<ObjectState, "sentence">;

const OF_KIND: Readonly<Record<string, (object: Resource, status: AnyStatus) => Found>> = {
  TrainingJob: (_, status) => ({
    state: JOB_STATES[status.trainingJobStatus ?? ""] ?? "working",
    word: [status.trainingJobStatus ?? "Pending", status.secondaryStatus]
      .filter((word, index, all) => word !== undefined && all.indexOf(word) === index)
      .join("/"),
  }),
  Endpoint: (object, status) => ({
    state: endpointState(object, status),
    word: status.endpointStatus ?? "Pending",
  }),
  Pod: (_, status) => ({
    state: POD_STATES[status.phase ?? ""] ?? "working",
    word: status.phase ?? "Pending",
  }),
};

const JOB_STATES: Readonly<Record<string, ObjectState["state"]>> = {
  Completed: "done",
  Failed: "failed",
  Stopped: "stopped",
};
const POD_STATES: Readonly<Record<string, ObjectState["state"]>> = { Succeeded: "done", Failed: "failed" };

/** In service counts only for the configuration asked for: an update may not have begun yet. */
function endpointState(object: Resource, status: AnyStatus): ObjectState["state"] {
  if (status.endpointStatus === "Failed") return "failed";
  if (status.endpointStatus !== "InService") return "working";
  const wanted = (object.spec as { readonly endpointConfigName?: string } | undefined)?.endpointConfigName;
  const serving = status.slipway?.endpointConfigName;
  return serving === undefined || wanted === undefined || serving === wanted ? "done" : "working";
}

function byConditions(object: Resource, { conditions }: AnyStatus): Found {
  const ready = ["Ready", "ACK.ResourceSynced", "Available"].some((type) => isTrue(conditions, type));
  if (ready) return { state: "done", word: "Ready" };
  const hasConditions = (conditions?.length ?? 0) > 0;
  return object.status === undefined || !hasConditions
    ? { state: "working", word: "Pending" }
    : { state: "working", word: "NotReady" };
}

function sentenceOf(status: AnyStatus, state: ObjectState["state"]): string {
  const unmet = status.conditions?.find((condition) => condition.status === "False" && condition.message);
  const words =
    state === "failed"
      ? [status.failureReason, status.slipway?.message, status.message]
      : [status.slipway?.message, state === "working" ? unmet?.message : undefined, status.message];
  return words.find((text) => text !== undefined && text !== "") ?? "";
}
