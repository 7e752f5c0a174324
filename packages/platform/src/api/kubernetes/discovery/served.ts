import { apiVersionOf } from "@slipway/model";
import type { ResourceDefinition, ResourceRegistry } from "#embedded/apiserver/resources.ts";
import { READING } from "#embedded/apiserver/write/refuse-read-only.ts";
import { VERBS } from "../reviews/access.ts";
import { REVIEWS } from "../reviews/reviews.ts";

/** What discovery tells of one resource, in the words both of its formats share. */
export interface ServedResource {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly Subresource[];
}

interface Subresource {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

export interface ServedVersion {
  readonly group: string;
  readonly version: string;
  readonly groupVersion: string;
  readonly resources: readonly ServedResource[];
}

export interface ServedGroup {
  /** "" for core. */
  readonly group: string;
  /** The preferred one first. */
  readonly versions: readonly ServedVersion[];
}

/** Everything served, group by group, in the registry's order. */
export function servedGroups(registry: ResourceRegistry): readonly ServedGroup[] {
  const all = [...registry.all().map(fromDefinition), ...REVIEWS.map(fromReview)];
  const groups = [...new Set(all.map((each) => each.group))];
  return groups.map((group) => ({
    group,
    versions: versionsOf(
      group,
      all.filter((each) => each.group === group),
    ),
  }));
}

type Placed = { readonly group: string; readonly version: string; readonly resource: ServedResource };

function versionsOf(group: string, placed: readonly Placed[]): readonly ServedVersion[] {
  const versions = [...new Set(placed.map((each) => each.version))].sort(byPriority);
  return versions.map((version) => ({
    group,
    version,
    groupVersion: apiVersionOf({ group, version }),
    resources: placed.filter((each) => each.version === version).map((each) => each.resource),
  }));
}

function fromDefinition(definition: ResourceDefinition): Placed {
  const { group, version, plural, kind } = definition;
  const status = { name: "status", kind, verbs: ["get", "patch", "update"] };
  const finalize = { name: "finalize", kind, verbs: ["update"] };
  const log = { name: "log", kind, verbs: ["get"] };
  return {
    group,
    version,
    resource: {
      ...definition,
      verbs: definition.readOnly === undefined ? VERBS : READING,
      subresources: [
        ...(group === "" && plural === "namespaces" ? [finalize] : []),
        ...(group === "" && plural === "pods" ? [log] : []),
        ...(definition.hasStatus ? [status] : []),
      ],
    },
  };
}

function fromReview(review: (typeof REVIEWS)[number]): Placed {
  const { group, version, plural, kind } = review;
  const resource = {
    plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced: false,
    verbs: ["create"],
    shortNames: [],
    categories: [],
    subresources: [],
  };
  return { group, version, resource };
}

/** v2 before v1 before v1beta1 before v1alpha1, and anything else after them by name. */
function byPriority(a: string, b: string): number {
  const [left, right] = [rank(a), rank(b)];
  for (const [index, value] of left.entries()) {
    const difference = (right[index] ?? 0) - value;
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : 1;
}

function rank(version: string): readonly number[] {
  const parts = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (parts === null) return [0, 0, 0];
  const stage = { alpha: 1, beta: 2 }[parts[2] ?? ""] ?? 3;
  return [stage, Number(parts[1]), Number(parts[3] ?? 0)];
}
