import type { StructuralSchema } from "../../kinds/crd.ts";
import type { Json } from "../json.ts";

/** Another Flow of the namespace, as one step: it has a run of its own, and what that gives are the step's results. Flows that run each other in a circle are refused. */
export interface FlowBody {
  readonly name: string;
  /** Absent: the one that it has when the run begins; of a name that an expression gives, when the step does. */
  readonly version?: string;
  /** Values by name; those that are absent have their defaults. */
  readonly parameters?: Readonly<Record<string, Json>>;
}

export const flowSchema: StructuralSchema = {
  type: "object",
  description: "Another Flow of the namespace, whose results are the step's.",
  required: ["name"],
  properties: {
    name: { type: "string", minLength: 1, description: "The Flow." },
    version: {
      type: "string",
      description: "One of its versions; absent: the one that it has when the run begins.",
    },
    parameters: {
      type: "object",
      description: "Values by name; expressions may stand in their texts.",
      additionalProperties: { "x-kubernetes-preserve-unknown-fields": true },
    },
  },
};
