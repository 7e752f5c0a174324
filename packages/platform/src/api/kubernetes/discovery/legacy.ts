import type { ServedGroup, ServedResource, ServedVersion } from "./served.ts";

/** `/api`: the versions of the core group. */
export function coreVersions(core: ServedGroup | undefined, address: string): object {
  return {
    kind: "APIVersions",
    versions: core?.versions.map((each) => each.version) ?? [],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
  };
}

/** `/apis`: the named groups. */
export function groupList(groups: readonly ServedGroup[]): object {
  return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(groupEntry) };
}

/** `/apis/GROUP`. */
export function groupOf(group: ServedGroup): object {
  return { kind: "APIGroup", apiVersion: "v1", ...groupEntry(group) };
}

/** `/api/v1` or `/apis/GROUP/VERSION`: the resources and subresources. */
export function resourceList(served: ServedVersion): object {
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: served.groupVersion,
    resources: served.resources.flatMap(resourceEntries),
  };
}

function groupEntry({ group, versions }: ServedGroup) {
  const entries = versions.map(({ groupVersion, version }) => ({ groupVersion, version }));
  return { name: group, versions: entries, preferredVersion: entries[0] };
}

function resourceEntries(resource: ServedResource): readonly object[] {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = resource;
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...(shortNames.length === 0 ? {} : { shortNames }),
      ...(categories.length === 0 ? {} : { categories }),
    },
    ...resource.subresources.map((each) => ({
      name: `${plural}/${each.name}`,
      singularName: "",
      namespaced,
      kind: each.kind,
      verbs: each.verbs,
    })),
  ];
}
