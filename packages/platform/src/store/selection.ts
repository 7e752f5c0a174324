import type { Selector } from "./store.ts";

/** The namespace part of a path; all of them where none is named. */
export function namespaceOf(where: Selector | undefined): { readonly namespace?: string } {
  return where?.namespace === undefined ? {} : { namespace: where.namespace };
}

export function labelSelectorOf(where: Selector | undefined): { readonly labelSelector?: string } {
  const terms = Object.entries(where?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return terms.length === 0 ? {} : { labelSelector: terms.join(",") };
}
