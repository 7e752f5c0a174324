import { keptLogPath } from "@slipway/model/kubernetes/kept-logs.ts";
import type { FetchResponse } from "../http/fetch.ts";
import { keptDoorAsk, keptDoorToken } from "./kept-door.ts";
import type { Ask, Transport } from "./transport.ts";

/**
 * Opens the log of a pod that is gone, as a cluster's home keeps it. Where there is no such home the API server says that something is
 * not found.
 */
export async function openKeptLog(
  transport: Transport,
  of: { readonly namespace: string; readonly pod: string },
  ask: Pick<Ask, "query" | "signal">,
): Promise<FetchResponse> {
  const token = await keptDoorToken(transport, of.namespace, ask.signal);
  const path = keptLogPath(of.namespace, of.pod);
  return transport.open(keptDoorAsk(token, { path, accept: "*/*", ...ask }));
}
