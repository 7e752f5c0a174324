import { isForbidden, isNotFound } from "@slipway/model";
import { instanceSize, knownInstanceTypes } from "@slipway/model/aws/instance-types.ts";
import { closest } from "@slipway/model/closest.ts";
import { usageError } from "../errors/usage-error.ts";
import type { Session } from "../session/session.ts";
import { kindsOf } from "./known-kinds.ts";

interface Pool {
  readonly spec?: { readonly instanceTypes?: readonly string[] };
}

/**
 * Throws for an instance type that is probably misspelt: no NodePool here has it, SageMaker has none of that name, and one that
 * is known is near. Any other unknown word is warned of: a pool may come for it.
 */
export async function requireInstanceType(session: Session, type: string): Promise<void> {
  if (instanceSize(type) !== undefined) return;
  const ofPools = await typesOfPools(session);
  if (ofPools.includes(type)) return;
  const unknown = `--instance-type ${type}: no NodePool here has it, and it is none of SageMaker's that are known`;
  const asEc2HasIt = instanceSize(`ml.${type}`) === undefined ? undefined : `ml.${type}`;
  const nearest = asEc2HasIt ?? closest(type, [...ofPools, ...knownInstanceTypes()]);
  if (nearest !== undefined) throw usageError(`${unknown}; did you mean ${nearest}?`);
  session.say(`${unknown}. It runs with what one machine here has, or waits for a NodePool that has it.`);
}

/** None where pools may not be read, as in a cluster by a user of one namespace. */
async function typesOfPools(session: Session): Promise<readonly string[]> {
  const pool = kindsOf(session).find(({ kind }) => kind.kind === "NodePool");
  if (pool === undefined) return [];
  const { kubernetes } = await session.client();
  try {
    const { items } = await kubernetes.list(pool.kind);
    return items.flatMap((item) => (item as Pool).spec?.instanceTypes ?? []);
  } catch (error) {
    if (isForbidden(error) || isNotFound(error)) return [];
    throw error;
  }
}
