import { defined } from "@slipway/model";
import { fleetGone } from "./fleet-share.ts";
import { memberKey, without } from "./generation.ts";
import { answers, isWhole } from "./is-ready.ts";
import type { Look } from "./look.ts";
import { PATIENCE_MS, SETTLE_MS, sinceMs } from "./times.ts";
import type { Underway, UpdateMemory, Updating } from "./update-memory.ts";
import { wholeCount } from "./wanted-counts.ts";

/** An update that cannot go on, or that is not wanted any more, for which there is no reason. */
export function turnBack({ serves, underway }: Updating, look: Look, reason?: string): Updating {
  return bringBack({ serves, underway: { ...underway, phase: "back", ...defined({ reason }) } }, look);
}

/** What was let go comes back, in its batches; then its requests do, and then as much of the new fleet goes. */
export function goBack(updating: Updating, look: Look): UpdateMemory {
  const { serves, underway } = updating;
  const { shifted, released, up } = underway;
  const isNeeded = shifted > 0 || released > 0;
  const old = isNeeded ? oldFleet(updating, look) : "back";
  if (old === "lost") return stay(updating, look);
  if (shifted > released) {
    const given = { shifted: released, since: look.now.toISOString() };
    return old === "back" ? { serves, underway: { ...underway, ...given } } : updating;
  }
  if (sinceMs(underway, look) < SETTLE_MS) return updating;
  if (up > shifted) return { serves, underway: { ...underway, up: shifted } };
  if (released > 0) return old === "back" ? bringBack(updating, look) : updating;
  return { serves, ...refusedFor(underway) };
}

/**
 * `back`: as much of the old fleet is there as was asked back, or after a while so much as answers; also nothing of it where nothing
 * of the new one does either, which may hold what the old one needs. `lost`: only the new one answers.
 */
function oldFleet(updating: Updating, look: Look): "coming" | "back" | "lost" {
  const { serves, underway } = updating;
  const coming = without(serves, underway.to);
  if (isWhole(coming, updating, look)) return "back";
  const isLate = sinceMs(underway, look) >= PATIENCE_MS;
  const cannotCome = coming.some((member) => look.fleets.get(memberKey(member))?.failed !== undefined);
  if (answers(coming, updating, look)) return isLate || cannotCome ? "back" : "coming";
  if (!isLate) return "coming";
  return answers(underway.to, updating, look) ? "lost" : "back";
}

/** The new fleet takes the old one's place for good, as soon as it is asked for whole. */
function stay(updating: Updating, { fleets }: Look): UpdateMemory {
  const { serves, underway } = updating;
  const { to, up, reason } = underway;
  if (up < 1) return { serves, underway: { ...underway, up: 1 } };
  const isAsked = to.every(
    (member) => (fleets.get(memberKey(member))?.desired ?? 0) >= wholeCount(member, updating),
  );
  if (!isAsked) return updating;
  const sentence = reason && `${reason}. The old fleet did not come back, so that the new one stays`;
  return { serves: to, ...refusedFor({ ...underway, ...defined({ reason: sentence }) }) };
}

function refusedFor({ attempt, reason }: Underway): Pick<UpdateMemory, "refused"> {
  return defined({ refused: reason === undefined ? undefined : { attempt, reason } });
}

/** The next batch of the old fleet; where there is no room for both, that of the new one goes first. */
function bringBack(updating: Updating, look: Look): Updating {
  const { serves, underway } = updating;
  const released = fleetGone(updating, look);
  const place = look.inPlace ? { up: released, shifted: Math.min(released, underway.shifted) } : {};
  return { serves, underway: { ...underway, released, ...place, since: look.now.toISOString() } };
}
