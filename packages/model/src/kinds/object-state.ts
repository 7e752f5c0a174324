import { findCondition } from "../conditions.ts";
import type { Condition, Resource } from "../resource.ts";
import type { KindFacts, Outcome } from "./facts.ts";
import { findFacts } from "./find-facts.ts";
import { readyOutcome } from "./ready-outcome.ts";

/** How far an object has come, whatever its kind; `sentence` says what it does, waits for or failed of. */
export interface ObjectState extends Outcome {
  readonly sentence: string;
}

interface AnyStatus {
  readonly conditions?: readonly Condition[];
  readonly failureReason?: string;
  readonly phase?: string;
  readonly message?: string;
  readonly slipway?: { readonly message?: string };
}

/**
 * What people are told of any object: its kind's own outcome, but for what was refused for good, which has failed whatever the
 * kind says. An object of a kind that the table does not have is told by its phase, if it is a pod, else by its conditions.
 */
export function stateOf(kinds: readonly KindFacts[], object: Resource): ObjectState {
  const status: AnyStatus = object.status ?? {};
  const terminal = findCondition(status.conditions, "ACK.Terminal");
  // What was said of another spec is no word on this one.
  const isOfBefore =
    (terminal?.observedGeneration ?? Number.POSITIVE_INFINITY) < (object.metadata.generation ?? 0);
  const ended = terminal?.status === "True" && !isOfBefore;
  const found = findFacts(kinds, object)?.outcome(object) ?? foreignOutcome(object);
  if (ended && terminal.reason !== "Failed") {
    const sentence = terminal.message ?? "it is refused as it stands";
    // A change that cannot be made takes nothing from what was there before.
    if (terminal.reason === "Changed" && found.state !== "working") return { ...found, sentence };
    return { state: "failed", word: "Refused", sentence };
  }
  // An update that failed leaves its endpoint in service with what it served before.
  if (ended) return { ...found, state: "failed", sentence: sentenceOf(status, "failed") };
  return { ...found, sentence: sentenceOf(status, found.state) };
}

const POD_STATES: Readonly<Record<string, Outcome["state"]>> = { Succeeded: "done", Failed: "failed" };

function foreignOutcome(object: Resource): Outcome {
  if (object.apiVersion !== "v1" || object.kind !== "Pod") return readyOutcome(object);
  const { phase = "Pending" } = (object.status ?? {}) as AnyStatus;
  return { state: POD_STATES[phase] ?? "working", word: phase };
}

function sentenceOf(status: AnyStatus, state: ObjectState["state"]): string {
  const unmet = status.conditions?.find((condition) => condition.status === "False" && condition.message);
  const words =
    state === "failed"
      ? [status.failureReason, status.slipway?.message, status.message, unmet?.message]
      : [status.slipway?.message, state === "working" ? unmet?.message : undefined, status.message];
  return words.find((text) => text !== undefined && text !== "") ?? "";
}
