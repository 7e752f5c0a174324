import type { Key, Resource } from "@slipway/model";
import type { Target } from "../api-server.ts";
import { fieldSelector } from "../selectors/field-selector.ts";
import { labelSelector } from "../selectors/label-selector.ts";

/** What of a collection a list or watch is about. */
export interface Selection {
  /** Keys start with it. */
  readonly prefix: string;
  /** Absent: everything. */
  readonly matches?: (object: Resource) => boolean;
}

export function selectionOf(
  target: Target,
  options: { readonly labelSelector?: string; readonly fieldSelector?: string },
): Selection {
  const labels = labelSelector(options.labelSelector);
  const fields = fieldSelector(options.fieldSelector, target.resource);
  const name = target.name ?? undefined;
  const tests = [
    ...(labels === undefined ? [] : [labels]),
    ...(fields === undefined ? [] : [fields.matches]),
    ...(name === undefined ? [] : [(object: Resource) => object.metadata.name === name]),
  ];
  return {
    prefix: prefixOf(target),
    ...(tests.length === 0 ? {} : { matches: (object) => tests.every((test) => test(object)) }),
  };
}

/** Cluster-scoped keys have an empty namespace and so start with the slash; all namespaces have no common start. */
function prefixOf({ resource, namespace }: Target): "" | Key {
  if (!resource.namespaced) return "/";
  return namespace === undefined || namespace === "" ? "" : `${namespace}/`;
}
