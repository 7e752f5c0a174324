import type { StructuralSchema } from "../crd.ts";
import { ownCrd } from "../own-crd.ts";
import { nodePoolKind } from "./index.ts";

const words: StructuralSchema = { type: "object", additionalProperties: { type: "string" } };

const price = (description: string): StructuralSchema => ({
  type: "object",
  description,
  required: ["perHour"],
  properties: {
    perHour: { type: "number", minimum: 0 },
    currency: { type: "string", description: "ISO 4217; absent means USD.", pattern: "^[A-Z]{3}$" },
  },
});

const spec: StructuralSchema = {
  type: "object",
  required: ["instanceTypes"],
  properties: {
    instanceTypes: {
      type: "array",
      description:
        "Names of instance types that land on this pool, e.g. ml.m5.large, or any word such as gpu.",
      minItems: 1,
      maxItems: 256,
      items: { type: "string", minLength: 1, maxLength: 256 },
    },
    runtime: {
      type: "string",
      description: "What carries the jobs of these instance types; absent means pods.",
      enum: ["pods", "sagemaker"],
    },
    nodeSelector: { ...words, description: "Labels that the pool's nodes have." },
    taints: {
      type: "array",
      description: "Taints that the pool's nodes have, and that its pods therefore tolerate.",
      maxItems: 64,
      items: {
        type: "object",
        required: ["key", "effect"],
        properties: {
          key: { type: "string", minLength: 1, maxLength: 317 },
          value: { type: "string", maxLength: 63 },
          effect: { type: "string", enum: ["NoSchedule", "PreferNoSchedule", "NoExecute"] },
        },
      },
    },
    capacity: {
      type: "object",
      description:
        "What one instance is, as Kubernetes quantities by resource name: requested for, and the limit of, the job's program.",
      additionalProperties: { "x-kubernetes-int-or-string": true },
    },
    price: price("What one instance costs; without it the cost of a job is machine time alone."),
    spot: {
      type: "object",
      description: "What managed spot training means on this pool; without it spot jobs run as others do.",
      properties: {
        interruptionsPerHour: {
          type: "number",
          description:
            "How often a job's machine is taken away, on average, to try out what jobs make of it.",
          minimum: 0,
          maximum: 3600,
        },
        price: price("What one instance costs a spot job; without it as much as any other."),
      },
    },
  },
};

export const nodePoolCrd = ownCrd(nodePoolKind, {
  shortName: "np",
  columns: [
    { name: "INSTANCE-TYPES", type: "string", jsonPath: ".spec.instanceTypes" },
    { name: "RUNTIME", type: "string", jsonPath: ".spec.runtime" },
    { name: "READY", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: "AGE", type: "date", jsonPath: ".metadata.creationTimestamp" },
  ],
  spec,
});
