import { isForbidden, isNotFound, type Resource } from "@slipway/model";
import { findFacts } from "@slipway/model/kinds/find-facts.ts";
import type { KeptUsage } from "@slipway/model/kubernetes/kept-records.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import type { Session } from "../session/session.ts";

/** What a run's tries were and used; undefined of what has none, and where the home does not tell it or the caller may not read it. */
export async function usageOf(session: Session, object: Resource): Promise<KeptUsage | undefined> {
  if (findFacts(kindsOf(session), object)?.program?.ends !== true) return undefined;
  const { namespace = "", name, uid } = object.metadata;
  const { kubernetes } = await session.client();
  try {
    return await kubernetes.records({ namespace, kind: object.kind, name, uid }).usage();
  } catch (error) {
    if (isNotFound(error) || isForbidden(error)) return undefined;
    throw error;
  }
}
