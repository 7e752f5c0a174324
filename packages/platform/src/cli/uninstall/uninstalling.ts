import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError } from "@slipway/model";
import type { KubernetesClient } from "@slipway/sdk";
import type { Session } from "../session/session.ts";

/** One run of `slipway uninstall`. */
export interface Uninstalling {
  readonly session: Session;
  readonly kubernetes: KubernetesClient;
  readonly timeoutMs: number;
}

const LOOK_MS = 500;

/**
 * Looks until nothing is left, or `enough` says that waiting leads nowhere; what is left is the answer. Throws when the user
 * interrupts: whoever calls has not finished, and must not say so.
 */
export async function untilNone<T>(
  { session, timeoutMs }: Pick<Uninstalling, "session" | "timeoutMs">,
  left: () => Promise<readonly T[]>,
  enough: () => Promise<boolean> = async () => false,
): Promise<readonly T[]> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    session.signal.throwIfAborted();
    const found = await left();
    if (found.length === 0 || Date.now() > end || (await enough())) return found;
    await sleep(LOOK_MS, undefined, { signal: session.signal }).catch(() => {});
  }
}

const MOST_NAMED = 5;

/** Names the first of what is left, and how many more there are. */
export function notGone(left: readonly string[]): SlipwayError {
  const more = left.length > MOST_NAMED ? `; and ${left.length - MOST_NAMED} more` : "";
  return new SlipwayError("SLIP-CLI-026", `still there: ${left.slice(0, MOST_NAMED).join("; ")}${more}`);
}
