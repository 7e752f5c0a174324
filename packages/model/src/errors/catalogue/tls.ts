import type { CatalogueEntry } from "../entry.ts";

/** SLIP-TLS: the certificates of our own servers. */
export const tls = {
  "SLIP-TLS-001": {
    title: "The certificate authority's file is damaged",
    why: "The file that holds the key and certificate of this Slipway's own authority was cut, changed, mixed up or removed.",
    remedy:
      "Put the file back from a backup, or delete it and ca.crt beside it: a new authority is made at the next start, and clients must be set up again.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
} as const satisfies Record<string, CatalogueEntry>;
