import type { CustomResourceDefinition } from "@slipway/model/kinds/crd.ts";
import { objectSchema } from "./metadata/object-meta-schema.ts";
import type { PrinterColumn, ResourceDefinition } from "./resources.ts";

const AGE: PrinterColumn = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };

/** The resource that a definition's storage version serves; definitions with several served versions are not supported. */
export function fromCrd(crd: CustomResourceDefinition): ResourceDefinition {
  const { group, names, scope, versions } = crd.spec;
  const version = versions.find((one) => one.storage && one.served);
  if (version === undefined) throw new Error(`${crd.metadata.name} serves no version that it stores`);
  return {
    group,
    version: version.name,
    kind: names.kind,
    listKind: names.listKind,
    plural: names.plural,
    singular: names.singular,
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: scope === "Namespaced",
    schema: objectSchema(version.schema.openAPIV3Schema),
    printerColumns: version.additionalPrinterColumns ?? [AGE],
    hasStatus: version.subresources?.status !== undefined,
    custom: true,
  };
}
