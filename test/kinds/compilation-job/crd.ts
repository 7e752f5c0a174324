import { conditionsSchema } from "@slipway/model/kinds/conditions-schema.ts";
import type { CustomResourceDefinition, StructuralSchema } from "@slipway/model/kinds/crd.ts";

const text: StructuralSchema = { type: "string" };

export const compilationJobCrd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "compilationjobs.toys.example.com" },
  spec: {
    group: "toys.example.com",
    scope: "Namespaced",
    names: {
      kind: "CompilationJob",
      listKind: "CompilationJobList",
      plural: "compilationjobs",
      singular: "compilationjob",
    },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        additionalPrinterColumns: [
          { name: "STATUS", type: "string", jsonPath: ".status.compilationJobStatus" },
        ],
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["compilationJobName", "roleARN"],
                properties: { compilationJobName: text, roleARN: text },
              },
              status: {
                type: "object",
                properties: { compilationJobStatus: text, conditions: conditionsSchema },
              },
            },
          },
        },
        subresources: { status: {} },
      },
    ],
  },
};
