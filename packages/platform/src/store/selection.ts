import type { Resource } from "@slipway/model";
import type { Selector } from "./store.ts";

/** The namespace part of a path; all of them where none is named. */
export function namespaceOf(where: Selector | undefined): { readonly namespace?: string } {
  return where?.namespace === undefined ? {} : { namespace: where.namespace };
}

export function labelSelectorOf(where: Selector | undefined): { readonly labelSelector?: string } {
  const equal = Object.entries(where?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  const terms = [...equal, ...(where?.has ?? [])];
  return terms.length === 0 ? {} : { labelSelector: terms.join(",") };
}

/** Whether the selector takes the object, as an API server would say; none takes all. */
export function selects(where: Selector | undefined, { metadata }: Resource): boolean {
  if (where === undefined) return true;
  if (where.namespace !== undefined && where.namespace !== metadata.namespace) return false;
  const labels = metadata.labels ?? {};
  if ((where.has ?? []).some((label) => labels[label] === undefined)) return false;
  return Object.entries(where.labels ?? {}).every(([label, value]) => labels[label] === value);
}

/** Whether whatever `narrow` takes `wide` takes too. */
export function covers(wide: Selector | undefined, narrow: Selector | undefined): boolean {
  if (wide === undefined) return true;
  if (wide.namespace !== undefined && wide.namespace !== narrow?.namespace) return false;
  const labels = narrow?.labels ?? {};
  const named = new Set([...Object.keys(labels), ...(narrow?.has ?? [])]);
  if ((wide.has ?? []).some((label) => !named.has(label))) return false;
  return Object.entries(wide.labels ?? {}).every(([label, value]) => labels[label] === value);
}
