import { objectSchema } from "../metadata/object-meta-schema.ts";
import type { ResourceDefinition } from "../resources.ts";

const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true } as const;

/** The definitions themselves as objects, for clients that look for them; only the server writes them. */
export const crdDefinition: ResourceDefinition = {
  group: "apiextensions.k8s.io",
  version: "v1",
  kind: "CustomResourceDefinition",
  listKind: "CustomResourceDefinitionList",
  plural: "customresourcedefinitions",
  singular: "customresourcedefinition",
  shortNames: ["crd", "crds"],
  categories: ["api-extensions"],
  namespaced: false,
  schema: objectSchema({ type: "object", properties: { spec: anything, status: anything } }),
  printerColumns: [{ name: "Created At", type: "date", jsonPath: ".metadata.creationTimestamp" }],
  hasStatus: true,
  custom: false,
  readOnly: "custom resource definitions are fixed here: this Slipway serves the kinds it was built with",
};
