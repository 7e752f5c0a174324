import { isTrue } from "../conditions.ts";
import type { Condition, Resource } from "../resource.ts";
import type { Outcome } from "./facts.ts";

/** Any of these, True, means that the object is as it was asked for: ours, ACK's, and those of Deployments and their like. */
const READY = ["Ready", "ACK.ResourceSynced", "Available"];

/** The outcome of an object that runs nothing to its end: done once it is ready, working before. It never fails by itself. */
export function readyOutcome({ status }: Resource): Outcome {
  const { conditions = [] } = (status ?? {}) as { readonly conditions?: readonly Condition[] };
  if (READY.some((type) => isTrue(conditions, type))) return { state: "done", word: "Ready" };
  return { state: "working", word: conditions.length === 0 ? "Pending" : "NotReady" };
}
