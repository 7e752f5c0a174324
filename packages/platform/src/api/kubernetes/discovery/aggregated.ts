import type { ServedGroup, ServedResource, ServedVersion } from "./served.ts";

/** APIGroupDiscoveryList: everything below /api or /apis in one document. */
export function aggregated(groups: readonly ServedGroup[], version: "v2" | "v2beta1"): object {
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(({ group, versions }) => ({
      metadata: { ...(group === "" ? {} : { name: group }), creationTimestamp: null },
      versions: versions.map((each) => ({
        version: each.version,
        resources: each.resources.map((resource) => describe(each, resource)),
        freshness: "Current",
      })),
    })),
  };
}

/** The media type that says which document the answer is. */
export function aggregatedType(version: "v2" | "v2beta1"): string {
  return `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
}

function describe({ group, version }: ServedVersion, resource: ServedResource): object {
  const scope = resource.namespaced ? "Namespaced" : "Cluster";
  return {
    resource: resource.plural,
    responseKind: { group, version, kind: resource.kind },
    scope,
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
    ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
    ...(resource.subresources.length === 0 ? {} : { subresources: subresources(group, version, resource) }),
  };
}

function subresources(group: string, version: string, { subresources }: ServedResource): readonly object[] {
  return subresources.map(({ name, kind, verbs }) => ({
    subresource: name,
    responseKind: { group, version, kind },
    verbs,
  }));
}
