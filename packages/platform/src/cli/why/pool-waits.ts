import type { FlowRun, PooledTry } from "@slipway/model/kinds/flow-run/index.ts";
import { type Pool, poolKind } from "@slipway/model/kinds/pool/index.ts";
import type { Session } from "../session/session.ts";

/** Of those that have a pool's slots, so many are named. */
const MOST_NAMED = 3;

/** Tries of a run that wait for slots of a pool, by their names: for what, and who has the slots. */
export async function poolWaits(session: Session, run: FlowRun): Promise<ReadonlyMap<string, string>> {
  const tries = run.status?.pools ?? [];
  const { kubernetes } = await session.client();
  const { namespace } = run.metadata;
  const names = [...new Set(tries.map(({ pool }) => pool))];
  const pools = new Map(
    await Promise.all(
      names.map(async (name) => [name, await kubernetes.find<Pool>(poolKind, { name, namespace })] as const),
    ),
  );
  const waits = tries.map((one) => [one.name, waitOf(one, pools.get(one.pool), run)] as const);
  return new Map(waits.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

/** Undefined for one that has its slots. */
export function waitOf(one: PooledTry, pool: Pool | undefined, run: FlowRun): string | undefined {
  const wanted = `${one.slots === 1 ? "a slot" : `${one.slots} slots`} of pool ${one.pool}`;
  if (pool === undefined)
    return `${wanted}, and there is no such Pool in the namespace: make one, with slots in its spec`;
  const { usedSlots = 0, holders = [], waiting = 0 } = pool.status ?? {};
  if (holders.some(({ name, runUID }) => name === one.name && runUID === run.metadata.uid)) return undefined;
  const { slots } = pool.spec;
  if (one.slots > slots)
    return `${wanted}, which has ${slots} in all: give it more, or the step a smaller poolSlots`;
  const named = holders.slice(0, MOST_NAMED).map(({ run: name, step }) => `${step} of flowrun/${name}`);
  const more = holders.length > named.length ? ` and ${holders.length - named.length} more` : "";
  const by = named.length === 0 ? "" : ` by ${named.join(", ")}${more}`;
  const others = waiting > 1 ? `; ${waiting} steps wait for it` : "";
  return `${wanted}: ${usedSlots} of ${slots} are taken${by}${others}`;
}
