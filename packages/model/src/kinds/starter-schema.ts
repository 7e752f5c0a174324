import type { StructuralSchema } from "./crd.ts";

/** Of kinds whose objects start runs of flows. */
export const count = (minimum: number, maximum: number, description: string): StructuralSchema => ({
  ...{ type: "integer", format: "int64" },
  ...{ minimum, maximum, description },
});

/** Which flow they start, and with what. */
export const startedFlow = (parameters: string): NonNullable<StructuralSchema["properties"]> => ({
  flow: {
    type: "string",
    description: "The Flow, by name, in the same namespace.",
    minLength: 1,
    maxLength: 253,
  },
  version: {
    type: "string",
    description: "One of its versions; absent: the one that it has when a run begins.",
  },
  parameters: {
    type: "object",
    description: parameters,
    additionalProperties: { "x-kubernetes-preserve-unknown-fields": true },
  },
});

export const suspendReason: StructuralSchema = {
  type: "string",
  description: "Why, for people.",
  maxLength: 1024,
};
