import { countIn } from "../../capacity.ts";
import { type Generation, type Member, memberKey, without } from "./generation.ts";
import type { FleetState, Look } from "./look.ts";
import type { Underway, UpdateMemory, Updating } from "./update-memory.ts";

/** How many copies of each member there are to be now, by `memberKey`; who is not in it has none and goes. */
export function wantedCounts(
  { serves, underway }: UpdateMemory,
  { policy, fleets }: Pick<Look, "policy" | "fleets">,
): ReadonlyMap<string, number> {
  const desired = (member: Member): number | undefined => fleets.get(memberKey(member))?.desired;
  if (underway === undefined) return counted(serves, (member) => countIn(member.capacity, desired(member)));
  const { up, released, phase, to, had } = underway;
  const began = (member: Member): number => countIn(member.capacity, had?.[memberKey(member)]);
  const isWhole = policy.fleets === "beside" && phase !== "back";
  return new Map([
    ...counted(serves, (member) => began(member) - Math.floor(began(member) * released + 1e-9)),
    ...counted(to, (member) => {
      const all = wholeCount(member, { serves, underway });
      return isWhole ? all : Math.ceil(all * up - 1e-9);
    }),
    // Whoever is in both serves on as it did.
    ...counted(without(serves, without(serves, to)), (member) =>
      countIn(member.capacity, Math.max(began(member), desired(member) ?? 0)),
    ),
  ]);
}

function counted(generation: Generation, count: (member: Member) => number): ReadonlyMap<string, number> {
  return new Map(generation.map((member) => [memberKey(member), count(member)]));
}

/** How many copies of a member of the newer generation there are in all: of what scales itself as many as its variant had. */
export function wholeCount({ variant, capacity }: Member, { serves, underway }: Updating): number {
  const had = serves
    .filter((member) => member.variant === variant)
    .map((member) => underway.had?.[memberKey(member)])
    .filter((count) => count !== undefined);
  return countIn(capacity, had.length === 0 ? undefined : had.reduce((sum, count) => sum + count));
}

/** How many copies there are of each that serves; where some have made way already, as many as have come in their place. */
export function countsOf(
  serves: Generation,
  to: Generation,
  fleets: ReadonlyMap<string, FleetState>,
): NonNullable<Underway["had"]> {
  const counts = serves.flatMap((member) => {
    const seen = [member, ...to.filter(({ variant }) => variant === member.variant)]
      .map((one) => fleets.get(memberKey(one))?.desired)
      .filter((count) => count !== undefined);
    return seen.length === 0 ? [] : [[memberKey(member), Math.max(...seen)] as const];
  });
  return Object.fromEntries(counts);
}
