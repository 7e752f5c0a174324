/**
 * For servers of HTTP (`createServer`'s options): a connection's head must come within ten seconds of its beginning, silent
 * ones included, and is looked for every second.
 */
export const HEAD_DEADLINE = { headersTimeout: 10_000, connectionsCheckingInterval: 1_000 } as const;

/** For servers of TLS: the handshake must be over. */
export const HANDSHAKE_DEADLINE = { handshakeTimeout: 10_000 } as const;
