import { defined } from "@slipway/model";
import { fleetGone } from "./fleet-share.ts";
import { isWhole } from "./is-ready.ts";
import type { Look } from "./look.ts";
import { SETTLE_MS } from "./times.ts";
import type { UpdateMemory, Updating } from "./update-memory.ts";

/** An update that cannot go on, or that is not wanted any more, for which there is no reason. */
export function turnBack({ serves, underway }: Updating, look: Look, reason?: string): Updating {
  return bringBack({ serves, underway: { ...underway, phase: "back", ...defined({ reason }) } }, look);
}

/** What was let go comes back, in its batches; then its requests do, and then as much of the new fleet goes. */
export function goBack(updating: Updating, look: Look): UpdateMemory {
  const { serves, underway } = updating;
  const { shifted, released, up, attempt, reason } = underway;
  const since = look.now.toISOString();
  const isBack = isWhole(serves, updating, look);
  if (!isBack && (shifted > 0 || released > 0)) return updating;
  if (shifted > released) return { serves, underway: { ...underway, shifted: released, since } };
  if (look.now.getTime() - Date.parse(underway.since) < SETTLE_MS) return updating;
  if (up > shifted) return { serves, underway: { ...underway, up: shifted } };
  if (released > 0) return bringBack(updating, look);
  return { serves, ...defined({ refused: reason === undefined ? undefined : { attempt, reason } }) };
}

/** The next batch of the old fleet; where there is no room for both, that of the new one goes first. */
function bringBack(updating: Updating, look: Look): Updating {
  const { serves, underway } = updating;
  const released = fleetGone(updating, look);
  const place = look.inPlace ? { up: released, shifted: Math.min(released, underway.shifted) } : {};
  return { serves, underway: { ...underway, released, ...place, since: look.now.toISOString() } };
}
