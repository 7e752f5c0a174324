import type { ResourceDefinition } from "#embedded/apiserver/resources.ts";

/** A resource that is answered and never stored: it can be created, and nothing else. */
export interface VirtualResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
}

/** A definition of a resource that the registry does not hold, for asking about rights to it. */
export function unregistered(group: string, plural: string, version = "v1"): ResourceDefinition {
  return {
    group,
    version,
    kind: plural,
    listKind: `${plural}List`,
    plural,
    singular: plural,
    shortNames: [],
    categories: [],
    namespaced: true,
    schema: {},
    printerColumns: [],
    hasStatus: false,
    custom: true,
  };
}
