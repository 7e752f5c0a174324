import { isNotFound } from "@slipway/model";
import { KEPT_LOGS, keptDoorPath } from "@slipway/model/kubernetes/kept-logs.ts";
import type { Ask, Transport } from "./transport.ts";

/** The API server gives no token for less. */
const TOKEN_SECONDS = 600;

interface TokenRequest {
  readonly status: { readonly token: string };
}

/**
 * A token for the door to what a cluster's home keeps: whoever may ask for tokens of the namespace's account for logs may read there.
 * Throws NotFound where no home is installed in a cluster, and of the home of a laptop, which knows its callers.
 */
export async function keptDoorToken(
  transport: Transport,
  namespace: string,
  signal?: AbortSignal | undefined,
): Promise<string> {
  const { status } = await transport.json<TokenRequest>({
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${KEPT_LOGS.account}/token`,
    body: {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { audiences: [KEPT_LOGS.audience], expirationSeconds: TOKEN_SECONDS },
    },
    signal,
  });
  return status.token;
}

/** The same; undefined where nobody gives one. */
export async function keptDoorTokenIfAny(
  ...of: Parameters<typeof keptDoorToken>
): Promise<string | undefined> {
  try {
    return await keptDoorToken(...of);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** A request to the door, below its own path. */
export function keptDoorAsk(
  token: string | undefined,
  ask: Pick<Ask, "path" | "accept" | "query" | "signal">,
): Ask {
  return {
    ...ask,
    path: `${keptDoorPath}${ask.path}`,
    headers: token === undefined ? {} : { [KEPT_LOGS.header]: token },
  };
}
