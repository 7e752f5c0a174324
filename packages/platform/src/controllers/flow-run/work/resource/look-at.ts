import type { Resource, RunFailure } from "@slipway/model";
import type { Json } from "@slipway/model/flows/index.ts";
import { KINDS } from "@slipway/model/kinds/all.ts";
import { type ObjectState, stateOf } from "@slipway/model/kinds/object-state.ts";
import type { RunRecord } from "@slipway/model/run-record.ts";
import type { TryState } from "../step-work.ts";
import type { Wanted } from "./wanted.ts";

/** What has come of an object, by its kind's own word. */
export function lookAt(
  { kind, key }: Pick<Wanted, "kind" | "key">,
  object: Resource | undefined,
  gives: (object: Resource) => Readonly<Record<string, Json>>,
): TryState {
  if (object === undefined || object.metadata.deletionTimestamp !== undefined)
    return failed("internal", `somebody has deleted the ${kind.kind} ${key}`);
  if (isUnseen(object)) return { phase: "going" };
  const state = stateOf(KINDS, object);
  switch (state.state) {
    case "working":
      return { phase: "going" };
    case "done":
      return { phase: "succeeded", gives: { results: gives(object) } };
    case "stopped":
      return { phase: "stopped", message: `${kind.kind} ${key}: ${words(state)}` };
    case "failed":
      return failed(classOf(object, state), `${kind.kind} ${key}: ${words(state)}`);
  }
}

const failed = (failure: RunFailure["class"], message: string): TryState => ({
  phase: "failed",
  failure: { class: failure, message },
});

const words = ({ sentence, word }: ObjectState): string => (sentence === "" ? word : sentence);

/** What is told of an object may be of its spec as it was before. */
function isUnseen({ metadata, status = {} }: Resource): boolean {
  const { conditions = [] } = status as { readonly conditions?: readonly { observedGeneration?: number }[] };
  const seen = conditions.flatMap(({ observedGeneration }) => observedGeneration ?? []);
  return seen.length > 0 && Math.max(...seen) < (metadata.generation ?? 0);
}

/** What is refused as it stands comes to nothing however often it is tried. */
function classOf({ status = {} }: Resource, { word }: ObjectState): RunFailure["class"] {
  const { slipway } = status as { readonly slipway?: RunRecord };
  return slipway?.failure?.class ?? (word === "Refused" ? "input" : "user-code");
}
