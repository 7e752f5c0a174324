import type { ResourceDefinition, ResourceRegistry } from "./resources.ts";

export function createRegistry(definitions: readonly ResourceDefinition[]): ResourceRegistry {
  const byPlural = new Map(definitions.map((one) => [`${one.group}/${one.version}/${one.plural}`, one]));
  const byKind = new Map(definitions.map((one) => [`${one.group}/${one.version}/${one.kind}`, one]));
  const all = Object.freeze([...definitions]);
  return {
    all: () => all,
    find: ({ group, version, plural }) => byPlural.get(`${group}/${version}/${plural}`),
    findKind: ({ group, version, kind }) => byKind.get(`${group}/${version}/${kind}`),
  };
}
