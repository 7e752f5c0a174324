import { type Pool, poolKind } from "@slipway/model/kinds/pool/index.ts";
import type { StepWork, Try } from "../work/step-work.ts";

/** Work whose steps begin once they have slots of the Pool that they name. */
export const pooled = (work: StepWork): StepWork => ({
  ...work,
  async begin(one) {
    const { pool: name } = one.going.step.step;
    if (name === undefined) return work.begin(one);
    const { run, turn } = one;
    const pool = await turn.store.get(poolKind, `${run.metadata.namespace ?? ""}/${name}`);
    const place = pool && heldBy(one, pool);
    if (place === undefined) return { waitingFor: waitingFor(name, one, pool) };
    one.going.placeSince = new Date(place.since);
    return work.begin(one);
  },
});

const heldBy = ({ run, going }: Try, { status }: Pool) =>
  status?.holders?.find(({ runUID, name }) => runUID === run.metadata.uid && name === going.name);

function waitingFor(name: string, { going }: Try, pool: Pool | undefined): string {
  const { poolSlots = 1 } = going.step.step;
  if (pool === undefined) return `the Pool ${name}, which is not there`;
  if (pool.metadata.deletionTimestamp !== undefined) return `the Pool ${name}, which is being deleted`;
  const { slots } = pool.spec;
  if (poolSlots > slots) return `${slotsOf(poolSlots)} of the Pool ${name}, which has ${slots} in all`;
  return `${slotsOf(poolSlots)} of the Pool ${name}`;
}

const slotsOf = (count: number): string => (count === 1 ? "a slot" : `${count} slots`);
