import { randomUUID } from "node:crypto";
import { type Key, type Resource, rfc3339 } from "@slipway/model";
import type { CustomResourceDefinition } from "@slipway/model/kinds/crd.ts";
import type { Transaction } from "#embedded/storage/storage.ts";
import { equalJson } from "../json/json.ts";
import { storedAs } from "../write/address.ts";
import { crdDefinition } from "./crd-definition.ts";

const RESOURCE = storedAs(crdDefinition);
const MOST = 10_000;

/** Makes the stored definitions those that are served: an unchanged one is not written, one no longer served goes. */
export function showDefinitions(
  tx: Transaction,
  definitions: readonly CustomResourceDefinition[],
  now: Date,
): void {
  const served = new Map(
    definitions.map((crd): [Key, CustomResourceDefinition] => [`/${crd.metadata.name}`, crd]),
  );
  for (const key of tx.keys(RESOURCE, "/", MOST)) {
    const stored = tx.get(RESOURCE, key);
    if (stored !== undefined && !served.has(key)) tx.remove(RESOURCE, key, stored);
  }
  for (const [key, crd] of served) {
    const stored = tx.get(RESOURCE, key);
    if (stored === undefined || !equalJson(stored.spec, crd.spec))
      tx.put(RESOURCE, key, shown(crd, stored, now));
  }
}

function shown(crd: CustomResourceDefinition, before: Resource | undefined, now: Date): Resource {
  const at = rfc3339(now);
  return {
    apiVersion: crd.apiVersion,
    kind: crd.kind,
    metadata: {
      name: crd.metadata.name,
      uid: before?.metadata.uid ?? randomUUID(),
      creationTimestamp: before?.metadata.creationTimestamp ?? at,
      generation: (before?.metadata.generation ?? 0) + 1,
    },
    spec: crd.spec,
    status: {
      acceptedNames: crd.spec.names,
      conditions: [
        condition("NamesAccepted", "NoConflicts", "no conflicts found", at),
        condition("Established", "InitialNamesAccepted", "the initial names have been accepted", at),
      ],
      storedVersions: crd.spec.versions.filter((version) => version.storage).map((version) => version.name),
    },
  };
}

function condition(type: string, reason: string, message: string, lastTransitionTime: string): object {
  return { type, status: "True", reason, message, lastTransitionTime };
}
