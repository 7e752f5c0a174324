import type { NodePool } from "./type.ts";

/**
 * Order in which pools hold the instance types they claim: the one created first, so that no pool created later takes a type from
 * one that works. Creation times are whole seconds; within one, uids decide, which stay and are nobody's choice.
 */
export function byPrecedence(a: NodePool, b: NodePool): number {
  return (
    compare(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
    compare(a.metadata.uid, b.metadata.uid)
  );
}

/** RFC 3339 in UTC sorts as text. */
function compare(a = "", b = ""): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
