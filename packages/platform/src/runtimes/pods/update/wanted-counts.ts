import { countIn } from "../../capacity.ts";
import { type Generation, type Member, memberKey } from "./generation.ts";
import type { FleetState, Look } from "./look.ts";
import type { UpdateMemory } from "./update-memory.ts";

/** How many copies of each member there are to be now, by `memberKey`; who is not in it has none and goes. */
export function wantedCounts(
  { serves, underway }: UpdateMemory,
  { policy, fleets }: Pick<Look, "policy" | "fleets">,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const put = (generation: Generation, part: (all: number) => number): void => {
    for (const member of generation) {
      const key = memberKey(member);
      counts.set(key, Math.max(counts.get(key) ?? 0, part(countOf(member, fleets, serves))));
    }
  };
  const released = underway?.released ?? 0;
  put(serves, (all) => all - Math.floor(all * released + 1e-9));
  if (underway === undefined) return counts;
  const { up, phase, to } = underway;
  const isWhole = policy.fleets === "beside" && phase !== "back";
  put(to, (all) => (isWhole ? all : Math.ceil(all * up - 1e-9)));
  // Whoever is in both serves on as it did.
  const kept = new Set(to.map(memberKey));
  for (const member of serves)
    if (kept.has(memberKey(member))) counts.set(memberKey(member), countOf(member, fleets, serves));
  return counts;
}

/** Of what scales itself as many as there are; of what is new as many as the variant had. */
function countOf(member: Member, fleets: ReadonlyMap<string, FleetState>, serves: Generation): number {
  const { capacity, variant } = member;
  if ("fixed" in capacity) return capacity.fixed;
  const now = fleets.get(memberKey(member))?.desired;
  const before = serves.find((one) => one.variant === variant);
  const had = before === undefined ? undefined : fleets.get(memberKey(before))?.desired;
  return countIn(capacity, Math.max(now ?? 0, had ?? 0) || undefined);
}
