import { Ballast } from "#lib/ballast.ts";
import type { Layout } from "./layout.ts";

/** A start and a few hundred removals; the write-ahead logs grow to 4 MiB before they begin anew. */
const BYTES = 8 * 1024 * 1024;

/** What is given up when the disk is full, so that a home starts and things can be removed from it. */
export function stateReserve(at: Pick<Layout, "reserve">): Ballast {
  return new Ballast(at.reserve, BYTES);
}
