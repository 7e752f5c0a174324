import type { StructuralSchema } from "../resources.ts";

const text: StructuralSchema = { type: "string" };
const texts: StructuralSchema = { type: "object", additionalProperties: text };

/** meta/v1 ObjectMeta: the same for every kind. */
export const objectMetaSchema: StructuralSchema = {
  type: "object",
  description: "Standard object metadata.",
  properties: {
    name: text,
    generateName: text,
    namespace: text,
    selfLink: text,
    uid: text,
    resourceVersion: text,
    generation: { type: "integer", format: "int64" },
    creationTimestamp: { type: "string", format: "date-time" },
    deletionTimestamp: { type: "string", format: "date-time" },
    deletionGracePeriodSeconds: { type: "integer", format: "int64" },
    labels: texts,
    annotations: texts,
    ownerReferences: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["uid"],
      items: {
        type: "object",
        required: ["apiVersion", "kind", "name", "uid"],
        properties: {
          apiVersion: text,
          kind: text,
          name: text,
          uid: text,
          controller: { type: "boolean" },
          blockOwnerDeletion: { type: "boolean" },
        },
      },
    },
    finalizers: { type: "array", "x-kubernetes-list-type": "set", items: text },
    managedFields: {
      type: "array",
      "x-kubernetes-list-type": "atomic",
      items: {
        type: "object",
        properties: {
          manager: text,
          operation: text,
          apiVersion: text,
          time: { type: "string", format: "date-time" },
          fieldsType: text,
          fieldsV1: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
          subresource: text,
        },
      },
    },
  },
};

/** The schema of a whole object: its own fields plus those every object has. */
export function objectSchema(schema: StructuralSchema): StructuralSchema {
  return {
    ...schema,
    type: "object",
    properties: {
      apiVersion: {
        type: "string",
        description: "The version of the schema this object is written in, as GROUP/VERSION.",
      },
      kind: { type: "string", description: "The kind of object this is." },
      ...schema.properties,
      metadata: objectMetaSchema,
    },
  };
}
