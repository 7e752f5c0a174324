import { defined } from "@slipway/model";
import type { CapacitySize, UpdatePolicy } from "../../update-policy.ts";
import { type Generation, type Member, memberKey, sameFleets } from "./generation.ts";
import type { Look } from "./look.ts";
import type { Underway, UpdateMemory } from "./update-memory.ts";
import { wantedCounts } from "./wanted-counts.ts";

/** So long routers may take to hear of another share, before what has none is ended. */
export const SETTLE_MS = 2_000;

/**
 * Where an endpoint's update is by now: one step from where it was. Pure, so that whoever was cut off comes to the same: what is
 * asked for and what is there decide, and times that were written down.
 */
export function planUpdate(
  memory: UpdateMemory,
  wanted: { readonly generation: Generation; readonly attempt: string },
  look: Look,
): UpdateMemory {
  const { underway, serves } = memory;
  if (underway !== undefined) return proceed(memory, underway, { wanted, look });
  if (sameFleets(serves, wanted.generation)) return { serves: wanted.generation };
  if (memory.refused?.attempt === wanted.attempt) return memory;
  const at = look.now.toISOString();
  const begun = { phase: "moving", begunAt: at, since: at, up: 0, shifted: 0, released: 0 } as const;
  const first: Underway = { ...begun, to: wanted.generation, attempt: wanted.attempt };
  const moving = { ...first, ...nextShare(first, look.policy) };
  return { serves, underway: look.inPlace ? { ...moving, released: moving.up } : moving };
}

interface Proceeding {
  readonly wanted: { readonly generation: Generation; readonly attempt: string };
  readonly look: Look;
}

function proceed(memory: UpdateMemory, underway: Underway, { wanted, look }: Proceeding): UpdateMemory {
  if (underway.phase === "back") return goBack(memory, underway, look);
  const { serves } = memory;
  if (!sameFleets(underway.to, wanted.generation) || underway.attempt !== wanted.attempt)
    return turnBack(memory, underway, { look, reason: "" });
  const now: Underway = { ...underway, to: wanted.generation };
  const reason = whyNot({ serves, underway: now }, look);
  if (reason !== undefined) return turnBack(memory, now, { look, reason });
  const [at, ms] = [look.now.toISOString(), look.now.getTime() - Date.parse(now.since)];
  switch (now.phase) {
    case "moving": {
      const isUp = now.to.every((member) => isReady(member, { memory: { serves, underway: now }, look }));
      return { serves, underway: isUp ? { ...now, phase: "baking", shifted: now.up, since: at } : now };
    }
    case "baking": {
      if (ms < Math.max(look.policy.bakeMs, SETTLE_MS)) return { serves, underway: now };
      if (now.shifted >= 1)
        return afterAll({ serves, underway: { ...now, phase: "terminating", since: at } }, look);
      const next = { ...now, phase: "moving", since: at, ...nextShare(now, look.policy) } as const;
      const released = look.policy.fleets === "batches" ? now.shifted : 0;
      return { serves, underway: { ...next, released: look.inPlace ? next.up : released } };
    }
    default:
      return afterAll({ serves, underway: now }, look);
  }
}

/** The update is over once the old fleet has waited for its end. */
function afterAll(memory: UpdateMemory & { readonly underway: Underway }, look: Look): UpdateMemory {
  const { since, to } = memory.underway;
  return look.now.getTime() - Date.parse(since) < look.policy.terminationWaitMs ? memory : { serves: to };
}

function whyNot(memory: UpdateMemory & { readonly underway: Underway }, look: Look): string | undefined {
  const { begunAt, to, phase } = memory.underway;
  const { alarm, policy, now, fleets } = look;
  if (alarm !== undefined) return alarm;
  const kept = new Set(memory.serves.map(memberKey));
  for (const key of to.map(memberKey)) {
    const failed = kept.has(key) ? undefined : fleets.get(key)?.failed;
    if (failed !== undefined) return failed;
  }
  const late = now.getTime() - Date.parse(begunAt) > (policy.timeoutMs ?? Number.POSITIVE_INFINITY);
  return late && phase !== "terminating"
    ? `The update took longer than the ${(policy.timeoutMs ?? 0) / 1_000} seconds that it may`
    : undefined;
}

function turnBack(
  { serves }: UpdateMemory,
  underway: Underway,
  { look, reason }: { readonly look: Look; readonly reason: string },
): UpdateMemory {
  const back: Underway = { ...underway, phase: "back", ...(reason === "" ? {} : { reason }) };
  return { serves, underway: bringBack(back, look) };
}

/** What was let go comes back, in its batches; then its requests do, and then as much of the new fleet goes. */
function goBack({ serves }: UpdateMemory, underway: Underway, look: Look): UpdateMemory {
  const memory = { serves, underway };
  const { shifted, released, up, attempt, reason } = underway;
  const at = look.now.toISOString();
  const isBack = serves.every((member) => isReady(member, { memory, look }));
  if (!isBack && (shifted > 0 || released > 0)) return memory;
  if (shifted > released) return { serves, underway: { ...underway, shifted: released, since: at } };
  if (look.now.getTime() - Date.parse(underway.since) < SETTLE_MS) return memory;
  if (up > shifted) return { serves, underway: { ...underway, up: shifted } };
  if (released > 0) return { serves, underway: bringBack(underway, look) };
  return { serves, ...defined({ refused: reason === undefined ? undefined : { attempt, reason } }) };
}

/** The next batch of the old fleet; where there is no room for both, that of the new one goes first. */
function bringBack(underway: Underway, { now, inPlace, policy }: Look): Underway {
  const released = releasedLess(underway, policy);
  const place = inPlace ? { up: released, shifted: Math.min(released, underway.shifted) } : {};
  return { ...underway, released, ...place, since: now.toISOString() };
}

function isReady(
  member: Member,
  { memory, look }: { readonly memory: UpdateMemory; readonly look: Look },
): boolean {
  const count = wantedCounts(memory, look).get(memberKey(member)) ?? 0;
  return (look.fleets.get(memberKey(member))?.ready ?? 0) >= count;
}

/** How much is to be up next. */
function nextShare({ to, shifted }: Underway, { steps }: UpdatePolicy): Pick<Underway, "up"> {
  if (steps === undefined) return { up: 1 };
  if ("first" in steps) return { up: shifted === 0 ? partOf(steps.first, to) : 1 };
  const next = shifted + partOf(steps.each, to);
  // A last batch that is a rounding error of those before is none.
  return { up: next > 1 - 1e-9 ? 1 : next };
}

function releasedLess({ released, to }: Underway, { rollback }: UpdatePolicy): number {
  const next = released - (rollback === undefined ? 1 : partOf(rollback, to));
  return next > 1e-9 ? next : 0;
}

/** A size as a share of a fleet, more than 0; instances are counted over all its variants. */
export function partOf(size: CapacitySize, fleet: Generation): number {
  if ("share" in size) return Math.min(1, Math.max(0.01, size.share));
  const all = fleet.reduce(
    (sum, { capacity }) => sum + ("fixed" in capacity ? capacity.fixed : capacity.min),
    0,
  );
  return all === 0 ? 1 : Math.min(1, size.instances / all);
}
