import type { CatalogueEntry } from "../entry.ts";

/** SLIP-LEDGER: the append-only record of log lines, metric points and facts. */
export const ledger = {
  "SLIP-LEDGER-001": {
    title: "Lines are missing before these",
    why: "Log lines are appended in order; these would leave a gap behind the last stored one.",
    remedy: "Ask how many lines the stream has and send from there on.",
    http: 409,
    reason: "Conflict",
    aws: "ConflictException",
  },
  "SLIP-LEDGER-002": {
    title: "No room left for the ledger",
    why: "The disk that holds the state folder is full; what was being appended is not stored, all before it is.",
    remedy:
      "Free some space on that disk; Slipway goes on by itself. `slipway doctor` shows how much is left.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-LEDGER-003": {
    title: "The ledger's file is damaged",
    why: "The file exists but is not a sound ledger database: overwritten, cut short or lost by the disk.",
    remedy:
      "Restore a backup with `slipway restore FILE --replace`; or move db/ledger.sqlite and db/ledger.mark away: a new one is begun, without earlier logs and metrics.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-LEDGER-004": {
    title: "The ledger belongs to a newer Slipway",
    why: "Its schema version is higher than this Slipway knows; writing to it could lose facts.",
    remedy: "Use the newer Slipway again, or another state folder.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-LEDGER-005": {
    title: "The ledger's thread ended",
    why: "The thread that keeps the ledger's file ended twice while it carried this out.",
    remedy:
      "Try again; if it stays, look into the server's log and report it with the lines around the error.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-LEDGER-006": {
    title: "The ledger is closed",
    why: "Slipway is shutting down and takes no facts any more.",
    remedy: "Start it again with `slipway up`.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-LEDGER-007": {
    title: "The ledger is held by another process",
    why: "Another process has locked the ledger's file and did not let go within five seconds.",
    remedy: "Find out who holds db/ledger.sqlite; only one Slipway may work on a state folder.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-LEDGER-008": {
    title: "The ledger cannot be read or written",
    why: "The system refused to open, read or write the ledger's file.",
    remedy: "Check that the state folder exists, belongs to you and is on a disk that works.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-LEDGER-009": {
    title: "The log is closed",
    why: "Its container has ended and the log was marked complete, so no line can follow.",
    remedy: "Nothing needs doing; a new run writes a new log.",
    http: 409,
    reason: "Conflict",
    aws: "ConflictException",
  },
  "SLIP-LEDGER-010": {
    title: "The ledger's database cannot be reached",
    why: "PostgreSQL did not answer for twenty seconds: it is down, restarting, or has no connection left to give.",
    remedy:
      "Look after the database; Slipway goes on by itself once it answers. Nothing that was stored is lost.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-LEDGER-011": {
    title: "The ledger's database refuses",
    why: "PostgreSQL answered, and said no: the user, the password, the database's name or a right is not as it should be.",
    remedy: "Read its words above; the URL comes from SLIPWAY_DATABASE_URL at `slipway install`.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
} as const satisfies Record<string, CatalogueEntry>;
