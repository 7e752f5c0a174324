import { SERVING_LABEL } from "@slipway/model/kubernetes/serving-names.ts";
import { endpointSliceKind, serviceKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Cache } from "#store/cache.ts";
import { type RoutingTable, routingTable } from "./routing-table.ts";

export interface LiveTable {
  current(): RoutingTable;
  close(): void;
}

/** The table of what the store holds now, rebuilt when somebody asks after a change. */
export async function liveTable(
  cache: Cache,
  rebuilt: (table: RoutingTable) => void = () => {},
): Promise<LiveTable> {
  let table: RoutingTable | undefined;
  const changed = () => {
    table = undefined;
  };
  const stop = new AbortController();
  const follower = { where: { has: [SERVING_LABEL.endpoint] }, changed };
  cache.follow(serviceKind, follower, stop.signal);
  cache.follow(endpointSliceKind, follower, stop.signal);
  const [services, slices] = await Promise.all([cache.of(serviceKind), cache.of(endpointSliceKind)]);
  return {
    current: () => {
      if (table === undefined) {
        table = routingTable(services.values(), slices.values());
        rebuilt(table);
      }
      return table;
    },
    close: () => stop.abort(),
  };
}
