import { type Generation, type Member, memberKey } from "./generation.ts";
import type { Look } from "./look.ts";
import type { UpdateMemory } from "./update-memory.ts";
import { wantedCounts } from "./wanted-counts.ts";

/** Whether as many copies of each member are ready as there are to be now. */
export function isWhole(generation: Generation, memory: UpdateMemory, look: Look): boolean {
  const counts = wantedCounts(memory, look);
  return generation.every((member) => readyOf(member, look) >= (counts.get(memberKey(member)) ?? 0));
}

/** Whether there is a copy of each member that answers. */
export function answers(generation: Generation, look: Look): boolean {
  return generation.every((member) => readyOf(member, look) > 0);
}

const readyOf = (member: Member, { fleets }: Look): number => fleets.get(memberKey(member))?.ready ?? 0;
