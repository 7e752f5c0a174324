import { SlipwayError } from "@slipway/model";
import type { Route, VariantRoute } from "./routing-table.ts";
import type { AskedSession } from "./session-fields.ts";
import { NEW_SESSION, openSession } from "./session-id.ts";
import { variantFor } from "./variant-for.ts";

/** What a request says of where it wants to go. */
export interface Wanted {
  readonly variant: string | undefined;
  readonly session: string | undefined;
}

export interface Target {
  /** With the one pod of a session that is there. */
  readonly variant: VariantRoute;
  readonly session?: AskedSession;
}

/**
 * The variant that a request wants, where it says so, or is given by the weights, and of one that belongs to a session the pod that has
 * it. Throws SLIP-ROUTER-002, 003, and 008 for a session that is over or whose pod is gone. `random` is in [0, 1).
 */
export function targetFor(route: Route, { variant, session }: Wanted, random: number, now: Date): Target {
  if (session === undefined || session === "") return { variant: variantFor(route, variant, random) };
  if (session === NEW_SESSION) {
    return { variant: variantFor(route, variant, random), session: { id: session, own: session } };
  }
  const known = openSession(session);
  if (known === undefined) throw noSession(session, route, "is none that a model of this endpoint began");
  if (known.expires * 1000 <= now.getTime()) throw noSession(session, route, "has expired");
  for (const one of route.variants) {
    const pod = one.instances.get(known.instance);
    if (pod === undefined || (variant ?? one.name) !== one.name) continue;
    return { variant: { ...one, pods: [pod] }, session: { id: session, own: known.own } };
  }
  throw noSession(session, route, "was at an instance that is gone");
}

function noSession(id: string, { endpoint }: Route, why: string): SlipwayError {
  return new SlipwayError("SLIP-ROUTER-008", `Session ${id} of endpoint ${endpoint} ${why}.`);
}
