/** The schemas of meta/v1 that every document refers to, described as Kubernetes describes them. */
export const META = "io.k8s.apimachinery.pkg.apis.meta.v1";

export const apiVersionSchema = {
  type: "string",
  description:
    "APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values.",
};

export const kindSchema = {
  type: "string",
  description:
    "Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase.",
};

const text = (description: string) => ({ type: "string", description });
const time = (description: string) => ({ type: "string", format: "date-time", description });
const texts = (description: string) => ({
  type: "object",
  description,
  additionalProperties: { type: "string" },
});

const ownerReference = {
  type: "object",
  description: "OwnerReference identifies an object that owns this one and with which it is deleted.",
  required: ["apiVersion", "kind", "name", "uid"],
  properties: {
    apiVersion: text("API version of the referent."),
    kind: text("Kind of the referent."),
    name: text("Name of the referent."),
    uid: text("UID of the referent."),
    controller: {
      type: "boolean",
      description: "If true, this reference points to the managing controller.",
    },
    blockOwnerDeletion: {
      type: "boolean",
      description: "If true, foreground deletion of the owner waits until this object is gone.",
    },
  },
};

const objectMeta = {
  type: "object",
  description: "ObjectMeta is metadata that all persisted resources must have.",
  properties: {
    name: text("Name must be unique within a namespace. Cannot be updated."),
    generateName: text(
      "GenerateName is a prefix from which the server makes a unique name when none is given.",
    ),
    namespace: text("Namespace defines the space within which each name must be unique. Cannot be updated."),
    uid: text("UID is unique in time and space. Populated by the system. Read-only."),
    resourceVersion: text("An opaque value that says which version of the object this is. Read-only."),
    generation: {
      type: "integer",
      format: "int64",
      description: "A number that rises with every change of the desired state. Read-only.",
    },
    creationTimestamp: time("When the object was created. Read-only."),
    deletionTimestamp: time("When the object was asked to be deleted. Read-only."),
    deletionGracePeriodSeconds: {
      type: "integer",
      format: "int64",
      description: "Seconds the object may take to end gracefully. Read-only.",
    },
    labels: texts("Keys and values to organize and select objects by."),
    annotations: texts("Keys and values that tools store with the object; not queryable."),
    finalizers: {
      type: "array",
      description: "What must be done before the object is removed; each entry is taken away by who did it.",
      items: { type: "string" },
      "x-kubernetes-list-type": "set",
      "x-kubernetes-patch-strategy": "merge",
    },
    ownerReferences: {
      type: "array",
      description: "The objects this one depends on; when all of them are deleted, it is deleted too.",
      items: { $ref: `#/components/schemas/${META}.OwnerReference` },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["uid"],
      "x-kubernetes-patch-merge-key": "uid",
      "x-kubernetes-patch-strategy": "merge",
    },
    managedFields: {
      type: "array",
      description: "Which manager set which fields; kept by the server.",
      items: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      "x-kubernetes-list-type": "atomic",
    },
  },
};

const listMeta = {
  type: "object",
  description: "ListMeta describes metadata that lists have.",
  properties: {
    continue: text("Set when there are more items; hand it in to get them."),
    remainingItemCount: {
      type: "integer",
      format: "int64",
      description: "How many items are not in this list.",
    },
    resourceVersion: text("The version of the list as a whole; a watch can go on from it."),
  },
};

export const metaSchemas: Readonly<Record<string, object>> = {
  [`${META}.ObjectMeta`]: objectMeta,
  [`${META}.OwnerReference`]: ownerReference,
  [`${META}.ListMeta`]: listMeta,
};
