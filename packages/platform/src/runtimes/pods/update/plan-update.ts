import { fleetUp } from "./fleet-share.ts";
import { type Generation, memberKey, sameFleets, without } from "./generation.ts";
import { goBack, turnBack } from "./go-back.ts";
import { answers, isWhole } from "./is-ready.ts";
import type { Look } from "./look.ts";
import { PATIENCE_MS, SETTLE_MS, sinceMs } from "./times.ts";
import type { Underway, UpdateMemory, Updating } from "./update-memory.ts";
import { countsOf } from "./wanted-counts.ts";

interface Wanted {
  readonly generation: Generation;
  /** Tells two requests for the same generation apart. */
  readonly attempt: string;
}

/**
 * Where an endpoint's update is by now: one step from where it was. Pure, so that whoever was cut off comes to the same: what is
 * asked for and what is there decide, and times that were written down.
 */
export function planUpdate(memory: UpdateMemory, wanted: Wanted, look: Look): UpdateMemory {
  const { underway, serves, refused } = memory;
  if (underway !== undefined) {
    const had = underway.had ?? countsOf(serves, underway.to, look.fleets);
    return proceed({ serves, underway: { ...underway, had } }, wanted, look);
  }
  if (sameFleets(serves, wanted.generation)) return { serves: wanted.generation };
  return refused?.attempt === wanted.attempt ? memory : begin(serves, wanted, look);
}

/** What has no room beside what it replaces lets go of nothing before it is written down how much there was. */
function begin(serves: Generation, { generation: to, attempt }: Wanted, look: Look): Updating {
  const at = look.now.toISOString();
  const had = countsOf(serves, to, look.fleets);
  const begun = { phase: "moving", begunAt: at, since: at, up: 0, shifted: 0, released: 0 } as const;
  const updating = { serves, underway: { ...begun, to, attempt, had } };
  return look.inPlace ? updating : moveOn(updating, look);
}

function proceed({ serves, underway }: Updating, wanted: Wanted, look: Look): UpdateMemory {
  if (underway.phase === "back") return goBack({ serves, underway }, look);
  if (!sameFleets(underway.to, wanted.generation) || underway.attempt !== wanted.attempt)
    return turnBack({ serves, underway }, look);
  const updating = { serves, underway: { ...underway, to: wanted.generation } };
  const reason = whyNot(updating, look);
  if (reason !== undefined) return turnBack(updating, look, reason);
  switch (underway.phase) {
    case "moving":
      return move(updating, look);
    case "baking":
      return bake(updating, look);
    case "terminating":
      return afterAll(updating, look);
  }
}

function move(updating: Updating, look: Look): Updating {
  const { serves, underway } = updating;
  if (underway.up === 0) return moveOn(updating, look);
  if (!isWhole(underway.to, updating, look)) return updating;
  return enter("baking", { serves, underway: { ...underway, shifted: underway.up } }, look);
}

/** Bakes anew after whatever was not ready in between. */
function bake(updating: Updating, look: Look): UpdateMemory {
  if (!isWhole(updating.underway.to, updating, look)) return enter("moving", updating, look);
  if (sinceMs(updating.underway, look) < Math.max(look.policy.bakeMs, SETTLE_MS)) return updating;
  return updating.underway.shifted >= 1
    ? afterAll(enter("terminating", updating, look), look)
    : moveOn(updating, look);
}

/** Begins to bring the next share up, and lets go of as much as is not needed any more, or as stands in its way. */
function moveOn(updating: Updating, look: Look): Updating {
  const { serves, underway } = enter("moving", updating, look);
  const up = fleetUp(updating, look);
  const released = look.inPlace ? up : look.policy.fleets === "batches" ? underway.shifted : 0;
  return { serves, underway: { ...underway, up, released } };
}

/** The update is over once the old fleet has waited for its end, and stays no longer for what the new one lacks than patience goes. */
function afterAll(updating: Updating, look: Look): UpdateMemory {
  const { to } = updating.underway;
  const overdueMs = sinceMs(updating.underway, look) - look.policy.terminationWaitMs;
  if (overdueMs < 0) return updating;
  if (isWhole(to, updating, look)) return { serves: to };
  if (overdueMs < PATIENCE_MS) return updating;
  return answers(to, updating, look)
    ? { serves: to }
    : turnBack(updating, look, "The new fleet no longer answers");
}

function enter(phase: Underway["phase"], { serves, underway }: Updating, { now }: Look): Updating {
  return { serves, underway: { ...underway, phase, since: now.toISOString() } };
}

function whyNot({ serves, underway }: Updating, look: Look): string | undefined {
  const { alarm, policy, now, fleets } = look;
  if (alarm !== undefined) return alarm;
  const failed = without(underway.to, serves)
    .map((member) => fleets.get(memberKey(member))?.failed)
    .find((reason) => reason !== undefined);
  if (failed !== undefined) return failed;
  const late = now.getTime() - Date.parse(underway.begunAt) > (policy.timeoutMs ?? Number.POSITIVE_INFINITY);
  return late && underway.phase !== "terminating"
    ? `The update took longer than the ${(policy.timeoutMs ?? 0) / 1_000} seconds that it may`
    : undefined;
}
