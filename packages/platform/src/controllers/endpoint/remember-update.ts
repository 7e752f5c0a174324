import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { withLastUpdate } from "@slipway/model/kinds/endpoint/last-update.ts";
import type { Turn } from "#reconcile/reconciler.ts";

/**
 * Writes down, as ACK does, which configuration an endpoint that serves another is asked to take. The object is another then, so that
 * the pass which writes it is done again.
 */
export async function rememberUpdate(endpoint: Endpoint, { store }: Turn): Promise<void> {
  const serves = endpoint.status?.slipway?.endpointConfigName;
  const { endpointConfigName: wanted } = endpoint.spec;
  if (serves === undefined || serves === wanted) return;
  const remembered = withLastUpdate(endpoint, wanted);
  if (remembered !== endpoint) await store.replace(endpointKind, remembered, "object");
}
