import type { Kind } from "@slipway/model";
import type { Transport } from "./transport.ts";

/** A kind as a server offers it, with the names people may call it by. */
export interface ServedKind extends Kind {
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
}

const AGGREGATED = ["v2", "v2beta1"]
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat("application/json")
  .join(",");

interface Discovered {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly kind: string };
        readonly scope: "Namespaced" | "Cluster";
        readonly singularResource?: string;
        readonly shortNames?: readonly string[];
        readonly categories?: readonly string[];
      }[];
    }[];
  }[];
}

/** Every kind the server offers, each group in its preferred version: two requests. */
export async function discover(transport: Transport): Promise<readonly ServedKind[]> {
  const [core, groups] = await Promise.all(
    ["/api", "/apis"].map((path) => transport.json<Discovered>({ path, accept: AGGREGATED })),
  );
  return [...kindsIn(core), ...kindsIn(groups)];
}

function kindsIn(discovered: Discovered | undefined): ServedKind[] {
  return (discovered?.items ?? []).flatMap((group) => {
    const [preferred] = group.versions;
    return (preferred?.resources ?? []).flatMap((resource) => {
      const kind = resource.responseKind?.kind;
      if (preferred === undefined || kind === undefined) return [];
      return {
        group: group.metadata?.name ?? "",
        version: preferred.version,
        kind,
        plural: resource.resource,
        namespaced: resource.scope === "Namespaced",
        singular: resource.singularResource || kind.toLowerCase(),
        shortNames: resource.shortNames ?? [],
        categories: resource.categories ?? [],
      };
    });
  });
}
