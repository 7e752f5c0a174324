import type { CatalogueEntry } from "../entry.ts";

/** SLIP-STATE: the state folder of the embedded home. */
export const state = {
  "SLIP-STATE-001": {
    title: "The state folder is in use",
    why: "Another Slipway runs on this state folder; two at once would tear it apart.",
    remedy:
      "Use the running one (`slipway status`), stop it with `slipway down`, or give another folder with --state.",
    http: 409,
    reason: "Conflict",
    aws: "ConflictException",
  },
  "SLIP-STATE-002": {
    title: "The state folder is newer than this Slipway",
    why: "A newer version has migrated the folder; this version would misread it.",
    remedy: "Run the newer version again, or start with another folder by --state.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STATE-003": {
    title: "A port is in use",
    why: "The state folder keeps its ports, so that kubeconfigs stay valid, and another program listens on one of them.",
    remedy:
      'Stop the other program, or run `slipway up --new-ports` and set your clients up again with eval "$(slipway env)".',
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STATE-004": {
    title: "The state folder cannot be used",
    why: "It cannot be created, read or written: its rights, its disk or its content stand against it.",
    remedy:
      "Check the path the message names, its owner and the free space; `slipway doctor` looks at all three. A backup is restored with `slipway restore FILE --replace`.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STATE-005": {
    title: "No Slipway runs on this state folder",
    why: "The command needs a running server, and none holds the folder.",
    remedy: "Start it with `slipway up --detach`, or name its folder with --state.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-STATE-006": {
    title: "Slipway did not start",
    why: "The server ended, or was not ready in time.",
    remedy: "The message carries its last words; the whole log is in logs/slipway.log of the state folder.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STATE-007": {
    title: "The backup cannot be written",
    why: "The file is there already, its folder or disk does not take it, or the state folder has no room for the copies that are made first. Nothing is left half-written.",
    remedy:
      "Name a new file (or say --overwrite) in a folder that exists, and see that both disks have room for what the state folder holds.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STATE-008": {
    title: "A part of a cluster home lacks a setting",
    why: "The parts of a cluster home read their settings and secrets from files that slipway install lets their pods mount.",
    remedy: "Run slipway install again; it puts right what is missing.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STATE-009": {
    title: "Committed changes are missing",
    why: "Beside each database stands how many commits were made, and the database holds fewer: a file of it was cut, overwritten, removed, or replaced by an older one. SQLite alone would go on without a word.",
    remedy:
      "Put the files back as they were, or restore a backup: `slipway restore FILE --replace`. To go on without what is missing, delete the .mark file that the message names.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STATE-010": {
    title: "A database was changed while Slipway runs",
    why: "Its file was removed, replaced or cut by something other than Slipway. What would be written now would be lost, so nothing more is.",
    remedy:
      "Stop Slipway with `slipway down`, put the file back or restore a backup with `slipway restore FILE --replace`, and start again.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STATE-011": {
    title: "Others may change the state folder",
    why: "Whoever may write to the folder, to one above it or to a file in it can take over this Slipway and what it runs. So none but its user may.",
    remedy:
      "See that nobody has changed anything, then take the rights away as the message says; or start on another folder with --state.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STATE-012": {
    title: "The backup cannot be restored",
    why: "A restore looks through all that the file holds before it touches the state folder, and something there is not as `slipway backup` writes it.",
    remedy:
      "Use another backup. Of one that was only copied badly, the copy it came from may be whole: `gzip -t FILE` tells.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-STATE-013": {
    title: "The state folder is not empty",
    why: "A restore never writes over what is there.",
    remedy:
      "Restore into a new folder with --state, or say --replace: what is there is then kept aside, in a folder that the command names.",
    http: 409,
    reason: "Conflict",
    aws: "ConflictException",
  },
  "SLIP-STATE-014": {
    title: "The disk of the state folder is full",
    why: "Slipway must write a little to start, and a restore must write all that the backup holds.",
    remedy: "Free some space on the disk that the message names, and run the command again.",
    http: 507,
    reason: "InternalError",
    aws: "InternalFailure",
  },
} as const satisfies Record<string, CatalogueEntry>;
