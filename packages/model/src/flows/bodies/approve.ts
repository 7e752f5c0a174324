import type { StructuralSchema } from "../../kinds/crd.ts";
import type { Json } from "../json.ts";
import type { FlowParameter } from "../parameter.ts";

/**
 * Waits for a person's answer. Approved, the step gives `approved`, `by`, `comment` and `at`, and each field by its name; rejected, it has failed. Its
 * `timeoutSeconds` is how long it waits.
 */
export interface ApproveBody {
  /** What is asked; expressions may stand in it. */
  readonly message?: string;
  /** What the answer has beside yes or no, as a flow's parameters are. */
  readonly fields?: readonly FlowParameter[];
}

/** A person's answer, as it stands in a run's spec. */
export interface ApproveAnswer {
  readonly approved: boolean;
  /** Values, or texts as a command line has them. */
  readonly fields?: Readonly<Record<string, Json>>;
  readonly comment?: string;
  /** Who says to have answered; who did is in the API server's audit log. */
  readonly by?: string;
}

export const approveSchema = (parameters: StructuralSchema): StructuralSchema => ({
  type: "object",
  description: "Waits for a person's answer.",
  properties: {
    message: { type: "string", description: "What is asked." },
    fields: { ...parameters, description: "What the answer has beside yes or no, as parameters are." },
  },
});

export const answerSchema: StructuralSchema = {
  type: "object",
  required: ["approved"],
  properties: {
    approved: { type: "boolean" },
    fields: {
      type: "object",
      additionalProperties: { "x-kubernetes-preserve-unknown-fields": true },
    },
    comment: { type: "string", maxLength: 4_096 },
    by: { type: "string", maxLength: 256, description: "Who says to have answered." },
  },
};
