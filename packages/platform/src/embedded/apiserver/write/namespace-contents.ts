import { SlipwayError } from "@slipway/model";
import type { Transaction } from "#embedded/storage/storage.ts";
import type { ResourceRegistry } from "../resources.ts";
import { storedAs } from "./address.ts";

/** What need not be deleted by hand: it goes with its namespace. */
const GOES_ALONG = "events";
const MOST = 10_000;

/**
 * Refuses to delete a namespace that holds anything. A cluster would delete its contents, each by its own controller; here
 * nobody does that yet, so saying no is better than leaving orphans.
 */
export function refuseFullNamespace(tx: Transaction, registry: ResourceRegistry, name: string): void {
  const prefix = `${name}/`;
  const held = registry
    .all()
    .filter((one) => one.namespaced && one.plural !== GOES_ALONG)
    .filter((one) => tx.keys(storedAs(one), prefix, 1).length > 0)
    .map((one) => one.plural);
  if (held.length > 0) {
    throw new SlipwayError(
      "SLIP-API-003",
      `Operation cannot be fulfilled on namespaces "${name}": it still holds ${held.join(", ")}; delete them first (kubectl delete ${held.join(",")} --all -n ${name})`,
      { details: { name, kind: "namespaces" } },
    );
  }
}

export function removeEventsOf(tx: Transaction, namespace: string): void {
  for (const key of tx.keys(GOES_ALONG, `${namespace}/`, MOST)) {
    const event = tx.get(GOES_ALONG, key);
    if (event !== undefined) tx.remove(GOES_ALONG, key, event);
  }
}
