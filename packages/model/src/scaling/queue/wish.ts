import type { Need, PolicyMemory } from "../memory.ts";
import { ceilOf } from "../rounding.ts";
import { newestValue } from "../signal.ts";
import { memoryOf, type Turn } from "../turn.ts";
import type { Wish } from "../wish.ts";
import type { QueuePolicy } from "./policy.ts";

const STABILIZATION_SECONDS = 300;

/** What a queue's policy wants, and what it is to be asked with next time. */
export function queueWish(
  policy: QueuePolicy,
  turn: Turn,
): { readonly wish: Wish; readonly memory: PolicyMemory } {
  const { now, signals, current } = turn.observation;
  const { needs = [] } = memoryOf(turn, policy.name);
  const { stabilizationSeconds = STABILIZATION_SECONDS } = policy;
  const kept = needs.filter(({ at }) => at > now - stabilizationSeconds * 1_000);
  const wish = (to: number, why: Wish["why"]): Wish => ({ policy: policy.name, to, why, holds: "All" });
  const waiting = newestValue(signals[policy.waiting]);
  const measured = policy.inFlight === undefined ? 0 : newestValue(signals[policy.inFlight]);
  if (waiting === undefined)
    return { wish: wish(current, insufficient(policy.waiting)), memory: { needs: kept } };
  const inFlight = measured ?? 0;
  const need = Math.max(0, ceilOf((waiting + inFlight) / policy.target));
  const memory = { needs: withNeed(kept, { at: now, need }) };
  const backlog = { code: "Backlog", waiting, inFlight, target: policy.target, need } as const;
  if (need > current) return { wish: wish(need, backlog), memory };
  if (measured === undefined) return { wish: wish(current, insufficient(policy.inFlight ?? "")), memory };
  const recent = memory.needs[0]?.need ?? need;
  if (recent >= current && need < current)
    return {
      wish: wish(current, { code: "NeededRecently", need: recent, seconds: stabilizationSeconds }),
      memory,
    };
  return { wish: less(turn, Math.min(recent, current), { backlog, wish }), memory };
}

/** Down to what is needed, or as far as idle workers go. */
function less(
  { observation: { current, idle } }: Turn,
  need: number,
  { backlog, wish }: { backlog: Wish["why"]; wish: (to: number, why: Wish["why"]) => Wish },
): Wish {
  const to = Math.max(need, current - Math.max(0, idle ?? 0));
  if (to > need && to === current)
    return wish(current, { code: "WorkersBusy", need, ...(idle === undefined ? {} : { idle }) });
  return wish(to, backlog);
}

const insufficient = (metric: string) => ({ code: "InsufficientData", metric }) as const;

/** Only needs that no later one is as great as: the first is the greatest of the window. */
function withNeed(needs: readonly Need[], newest: Need): readonly Need[] {
  const greater = needs.findLastIndex(({ need }) => need > newest.need);
  return [...needs.slice(0, greater + 1), newest];
}
