import { type Service, serviceKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Store } from "#store/store.ts";
import type { ServingRef } from "../../serving.ts";
import { ANNOTATION, LABEL } from "../layout.ts";

/** Owns the shares alone: whoever applies the Services takes none of them back. */
const SHARES = { manager: "slipway-shares", force: true } as const;

/** Says on each Service which share of the requests its fleet gets, by the Service's name; one that is not named gets none. Routers read it. */
export async function giveShares(
  store: Store,
  { namespace, name }: ServingRef,
  shares: ReadonlyMap<string, number>,
): Promise<void> {
  const { items } = await store.list(serviceKind, { namespace, labels: { [LABEL.endpoint]: name } });
  const given = items.map(({ metadata }) => ({
    name: metadata.name,
    before: Number(metadata.annotations?.[ANNOTATION.share] ?? Number.NaN),
    share: shares.get(metadata.name) ?? 0,
  }));
  const changed = given.filter(({ before, share }) => before !== share);
  // Whoever looks in between finds somebody who takes requests.
  changed.sort((one, other) => other.share - one.share);
  for (const { name, share } of changed) {
    const annotations = { [ANNOTATION.share]: String(share) };
    const only = { apiVersion: "v1", kind: "Service", metadata: { name, namespace, annotations } };
    await store.apply(serviceKind, only as unknown as Service, SHARES);
  }
}
