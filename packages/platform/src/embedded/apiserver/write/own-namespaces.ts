import type { Transaction } from "#embedded/storage/storage.ts";
import { OWN_NAMESPACES } from "../kinds/namespace.ts";
import type { ResourceRegistry } from "../resources.ts";
import { createIn } from "./create.ts";
import type { WriteContext } from "./write-context.ts";

/** The namespaces that are always there. */
export function createOwnNamespaces(
  context: WriteContext,
  tx: Transaction,
  registry: ResourceRegistry,
): void {
  const resource = registry.findKind({ group: "", version: "v1", kind: "Namespace" });
  if (resource === undefined) return;
  for (const name of OWN_NAMESPACES) {
    if (tx.get("namespaces", `/${name}`) !== undefined) continue;
    const draft = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    createIn(context, tx, { target: { resource, name }, draft, options: { fieldManager: "slipway" } });
  }
}
