import type { Kind } from "../resource.ts";
import { conditionsSchema } from "./conditions-schema.ts";
import type { CustomResourceDefinition, PrinterColumn, StructuralSchema } from "./crd.ts";

/** The definition of a kind of Slipway's own; its status holds conditions besides what `status` says. */
export function ownCrd(
  { group, version, kind, plural, namespaced }: Kind,
  {
    shortName,
    columns,
    spec,
    status,
  }: {
    readonly shortName: string;
    readonly columns: readonly PrinterColumn[];
    readonly spec: StructuralSchema;
    readonly status?: StructuralSchema["properties"];
  },
): CustomResourceDefinition {
  const singular = kind.toLowerCase();
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: namespaced ? "Namespaced" : "Cluster",
      names: { kind, listKind: `${kind}List`, plural, singular, shortNames: [shortName] },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          additionalPrinterColumns: columns,
          schema: {
            openAPIV3Schema: {
              type: "object",
              required: ["spec"],
              properties: {
                apiVersion: { type: "string" },
                kind: { type: "string" },
                metadata: { type: "object" },
                spec,
                status: { type: "object", properties: { ...status, conditions: conditionsSchema } },
              },
            },
          },
          subresources: { status: {} },
        },
      ],
    },
  };
}
