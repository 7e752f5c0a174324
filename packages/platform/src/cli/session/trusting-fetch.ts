import { defined } from "@slipway/model";
import type { Fetch } from "@slipway/sdk";
import { Agent, buildConnector, fetch } from "undici";
import { heardOut } from "./heard-out.ts";

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
  const connect = buildConnector({ ca: caPem, cert: certPem, key: keyPem, timeout: 5000 });
  const agent = new Agent({
    connect: (options, done) =>
      connect(options, (...[error, socket]) =>
        error === null ? done(null, heardOut(socket)) : done(error, null),
      ),
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    fetch: (url, { signal, ...init }) => fetch(url, { ...init, dispatcher: agent, ...defined({ signal }) }),
    close: () => agent.destroy(),
  };
}
