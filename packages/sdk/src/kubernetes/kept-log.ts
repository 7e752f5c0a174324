import { KEPT_LOGS, keptLogPath } from "@slipway/model/kubernetes/kept-logs.ts";
import type { FetchResponse } from "../http/fetch.ts";
import type { Ask, Transport } from "./transport.ts";

/** The API server gives no token for less. */
const TOKEN_SECONDS = 600;

interface TokenRequest {
  readonly status: { readonly token: string };
}

/**
 * Opens the log of a pod that is gone, as a cluster's home keeps it; whoever may ask for tokens of the namespace's account for
 * logs may read them. Where there is no such home the API server says that something is not found.
 */
export async function openKeptLog(
  transport: Transport,
  of: { readonly namespace: string; readonly pod: string },
  ask: Pick<Ask, "query" | "signal">,
): Promise<FetchResponse> {
  const { status } = await transport.json<TokenRequest>({
    method: "POST",
    path: `/api/v1/namespaces/${of.namespace}/serviceaccounts/${KEPT_LOGS.account}/token`,
    body: {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { audiences: [KEPT_LOGS.audience], expirationSeconds: TOKEN_SECONDS },
    },
    signal: ask.signal,
  });
  return transport.open({
    path: `/api/v1/namespaces/${KEPT_LOGS.namespace}/services/${KEPT_LOGS.proxied}/proxy${keptLogPath(of.namespace, of.pod)}`,
    accept: "*/*",
    headers: { [KEPT_LOGS.header]: status.token },
    ...ask,
  });
}
