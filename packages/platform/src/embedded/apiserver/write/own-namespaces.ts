import type { Transaction } from "#embedded/storage/storage.ts";
import { OWN_NAMESPACES } from "../kinds/namespace.ts";
import type { ResourceRegistry } from "../resources.ts";
import { createIn } from "./create.ts";
import type { WriteContext } from "./write-context.ts";

export async function createOwnNamespaces(context: WriteContext, registry: ResourceRegistry): Promise<void> {
  const resource = registry.findKind({ group: "", version: "v1", kind: "Namespace" });
  if (resource === undefined) return;
  const ensure = (tx: Transaction, name: string): void => {
    if (tx.get("namespaces", `/${name}`) !== undefined) return;
    const draft = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    createIn(context, tx, { target: { resource, name }, draft, options: { fieldManager: "slipway" } });
  };
  await context.storage.transact((tx) => {
    for (const name of OWN_NAMESPACES) ensure(tx, name);
  });
}
