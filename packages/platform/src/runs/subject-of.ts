import type { Subject } from "#ledger/ledger.ts";
import type { Running } from "./run-record.ts";

/** The object as the ledger names it. */
export function subjectOf(object: Running): Subject {
  const { namespace = "", name, uid = "" } = object.metadata;
  return { namespace, kind: object.kind, name, uid };
}
