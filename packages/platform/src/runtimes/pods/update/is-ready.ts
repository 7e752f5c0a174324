import { type Generation, type Member, memberKey } from "./generation.ts";
import type { Look } from "./look.ts";
import type { UpdateMemory, Updating } from "./update-memory.ts";
import { wantedCounts, wholeCount } from "./wanted-counts.ts";

/** Whether as many copies of each member are ready as there are to be now. */
export function isWhole(generation: Generation, memory: UpdateMemory, look: Look): boolean {
  const counts = wantedCounts(memory, look);
  return generation.every((member) => readyOf(member, look) >= (counts.get(memberKey(member)) ?? 0));
}

/** Whether a copy of each member is ready that is to have any. */
export function answers(generation: Generation, updating: Updating, look: Look): boolean {
  return generation.every((member) => readyOf(member, look) >= Math.min(1, wholeCount(member, updating)));
}

const readyOf = (member: Member, { fleets }: Look): number => fleets.get(memberKey(member))?.ready ?? 0;
