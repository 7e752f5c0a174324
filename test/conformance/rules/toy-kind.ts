import type { CustomResourceDefinition } from "@slipway/model/kinds/crd.ts";

/** The kind that the recorded answers of real API servers are about. */
export const toyCrd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "trainingjobs.ml.example.com" },
  spec: {
    group: "ml.example.com",
    scope: "Namespaced",
    names: {
      plural: "trainingjobs",
      singular: "trainingjob",
      kind: "TrainingJob",
      listKind: "TrainingJobList",
      shortNames: ["tj"],
      categories: ["all"],
    },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: "Phase", type: "string", jsonPath: ".status.phase" },
          { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
        ],
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "TrainingJob trains.",
            properties: {
              spec: {
                type: "object",
                required: ["image"],
                properties: {
                  image: { type: "string", minLength: 3, pattern: "^[a-z:0-9./-]+$" },
                  replicas: { type: "integer", minimum: 1, maximum: 10, default: 1 },
                  mode: { type: "string", enum: ["a", "b"], default: "a" },
                  env: {
                    type: "array",
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["name"],
                    items: {
                      type: "object",
                      required: ["name"],
                      properties: { name: { type: "string" }, value: { type: "string" } },
                    },
                  },
                  raw: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                  q: { "x-kubernetes-int-or-string": true },
                },
              },
              status: {
                type: "object",
                properties: {
                  phase: { type: "string" },
                  replicas: { type: "integer" },
                  selector: { type: "string" },
                  conditions: {
                    type: "array",
                    items: {
                      type: "object",
                      properties: { type: { type: "string" }, status: { type: "string" } },
                    },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
};

/** A TrainingJob with the least it needs; `spec` and `metadata` add to it. */
export function job(name: string, spec: object = {}, metadata: object = {}): Record<string, unknown> {
  return {
    apiVersion: "ml.example.com/v1",
    kind: "TrainingJob",
    metadata: { name, ...metadata },
    spec: { image: "abc", ...spec },
  };
}
