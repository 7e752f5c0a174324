import { appliedSchema } from "../../flows/index.ts";
import { conditionsSchema } from "../conditions-schema.ts";
import type { CustomResourceDefinition } from "../crd.ts";

export const flowCrd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "flows.slipway.dev" },
  spec: {
    group: "slipway.dev",
    scope: "Namespaced",
    names: { kind: "Flow", listKind: "FlowList", plural: "flows", singular: "flow", shortNames: ["fl"] },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        additionalPrinterColumns: [
          { name: "STEPS", type: "integer", jsonPath: ".status.steps" },
          { name: "READY", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          { name: "AGE", type: "date", jsonPath: ".metadata.creationTimestamp" },
          { name: "VERSION", type: "string", jsonPath: ".status.version", priority: 1 },
        ],
        schema: {
          openAPIV3Schema: {
            type: "object",
            required: ["spec"],
            properties: {
              apiVersion: { type: "string" },
              kind: { type: "string" },
              metadata: { type: "object" },
              spec: appliedSchema,
              status: {
                type: "object",
                properties: {
                  version: { type: "string", description: "Of the definition as it stands." },
                  steps: { type: "integer", format: "int64" },
                  conditions: conditionsSchema,
                },
              },
            },
          },
        },
        subresources: { status: {} },
      },
    ],
  },
};
