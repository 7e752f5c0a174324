import type { ResourceDefinition } from "#embedded/apiserver/resources.ts";
import { apiVersionSchema, kindSchema, META } from "./meta-schemas.ts";

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export function gvkOf({ group, version, kind }: ResourceDefinition): GroupVersionKind {
  return { group, version, kind };
}

/** `com.example.ml.v1.TrainingJob` for ml.example.com/v1: Kubernetes' names for custom kinds. */
export function schemaName({ group, version, kind }: GroupVersionKind): string {
  const owner = group === "" ? "io.k8s.api.core" : group.split(".").reverse().join(".");
  return `${owner}.${version}.${kind}`;
}

export function refTo(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** The schemas of a kind and of its list. */
export function kindSchemas(definition: ResourceDefinition): Readonly<Record<string, object>> {
  const gvk = gvkOf(definition);
  const listGvk = { ...gvk, kind: definition.listKind };
  const { properties = {}, ...schema } = definition.schema;
  return {
    [schemaName(gvk)]: {
      ...schema,
      type: "object",
      properties: {
        ...properties,
        apiVersion: apiVersionSchema,
        kind: kindSchema,
        metadata: describedRef(`${META}.ObjectMeta`, "Standard object's metadata."),
      },
      "x-kubernetes-group-version-kind": [gvk],
    },
    [schemaName(listGvk)]: {
      type: "object",
      description: `${definition.listKind} is a list of ${definition.kind}`,
      required: ["items"],
      properties: {
        apiVersion: apiVersionSchema,
        kind: kindSchema,
        metadata: describedRef(`${META}.ListMeta`, "Standard list metadata."),
        items: {
          type: "array",
          description: `List of ${definition.plural}.`,
          items: refTo(schemaName(gvk)),
        },
      },
      "x-kubernetes-group-version-kind": [listGvk],
    },
  };
}

/** A reference takes no siblings in OpenAPI 3.0, so that a description needs `allOf`. */
function describedRef(name: string, description: string): object {
  return { description, default: {}, allOf: [refTo(name)] };
}
