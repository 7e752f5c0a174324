import { defined } from "@slipway/model";
import type { Fetch } from "@slipway/sdk";
import { Agent, fetch } from "undici";

/** Whom a client trusts, and what it shows of itself, in PEM. */
export interface TlsIdentity {
  /** Absent means the authorities that Node knows. */
  readonly caPem?: string | undefined;
  readonly certPem?: string | undefined;
  readonly keyPem?: string | undefined;
}

/**
 * `fetch` that trusts the given authority beside none other, keeps no connection after `close`, and sets no time limit of
 * its own: a followed log may be silent for hours. Proxies of the environment are not used: the home is on loopback.
 */
export function trustingFetch({ caPem, certPem, keyPem }: TlsIdentity): {
  readonly fetch: Fetch;
  close(): Promise<void>;
} {
  const agent = new Agent({
    connect: { ca: caPem, cert: certPem, key: keyPem, timeout: 5000 },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    fetch: (url, { signal, ...init }) => fetch(url, { ...init, dispatcher: agent, ...defined({ signal }) }),
    close: () => agent.destroy(),
  };
}
