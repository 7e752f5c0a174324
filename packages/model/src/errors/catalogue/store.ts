import type { CatalogueEntry } from "../entry.ts";

/** SLIP-STORE: the file that keeps the objects of the embedded home. */
export const store = {
  "SLIP-STORE-001": {
    title: "The disk is full",
    why: "The write could not be made durable, so it was refused; nothing of it was kept.",
    remedy:
      "Free space on the disk that holds the state folder; writes work again at once, no restart is needed.",
    http: 507,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STORE-002": {
    title: "The object database is damaged",
    why: "The file is not a database of Slipway's, or its contents contradict themselves.",
    remedy:
      "Restore a backup with `slipway restore FILE --replace`, which keeps the damaged state aside; or start with another --state folder.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STORE-003": {
    title: "The state folder is from a newer Slipway",
    why: "A newer version wrote this database; an older one could misread it.",
    remedy: "Start the newer Slipway again, or use another --state folder.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STORE-004": {
    title: "Another process uses the object database",
    why: "One process alone may write it, and another one has it open.",
    remedy: "Stop the other Slipway with `slipway down`, or use another --state folder.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STORE-005": {
    title: "The object database cannot be read or written",
    why: "The operating system refused the file: a missing right, a read-only or failing disk.",
    remedy: "Check that the state folder exists, is writable by this user, and that the disk is healthy.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STORE-006": {
    title: "Slipway is stopping",
    why: "The request came after the storage was closed.",
    remedy: "Start it again with `slipway up` and repeat the request.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-STORE-007": {
    title: "The API server cannot be reached",
    why: "The cluster's API server did not answer: it is down, restarting, or the network between is broken. Nothing is lost; what watches goes on by itself.",
    remedy: "Wait, or look after the cluster: `kubectl get --raw /readyz` tells what it says of itself.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-STORE-008": {
    title: "There is no cluster around",
    why: "The parts of a cluster home run in pods and reach the API server with their service account.",
    remedy: "Install them with `slipway install --context NAME`; on a laptop start `slipway up`.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
} as const satisfies Record<string, CatalogueEntry>;
