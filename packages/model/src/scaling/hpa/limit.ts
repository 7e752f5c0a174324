import type { Behavior, Rules } from "./behavior.ts";
import type { HpaMemory, HpaScaleEvent } from "./hpa-memory.ts";

export interface LimitQuestion {
  readonly now: number;
  readonly current: number;
  readonly wanted: number;
  readonly bounds: { readonly min: number; readonly max: number };
  readonly behavior: Behavior | undefined;
  readonly memory: HpaMemory;
}

/** As far towards what is wanted as bounds and rates let it go. */
export function limited(question: LimitQuestion): number {
  const { wanted, current, bounds, behavior } = question;
  if (behavior === undefined) {
    // Where nothing is said, twice as many or four.
    const most = Math.min(bounds.max, Math.max(2 * current, 4));
    return wanted < bounds.min ? bounds.min : Math.min(wanted, most);
  }
  if (wanted > current) return Math.min(wanted, bounds.max, Math.max(current, upLimit(question, behavior)));
  if (wanted < current) return Math.max(wanted, bounds.min, Math.min(current, downLimit(question, behavior)));
  return wanted;
}

function upLimit(question: LimitQuestion, { scaleUp }: Behavior): number {
  if (scaleUp.selectPolicy === "Disabled") return question.current;
  const limits = scaleUp.policies.map(({ type, value, periodSeconds }) => {
    const start = atStart(question, periodSeconds);
    return type === "Pods" ? start + value : Math.ceil(start * (1 + value / 100));
  });
  return scaleUp.selectPolicy === "Min" ? Math.min(...limits) : Math.max(...limits);
}

function downLimit(question: LimitQuestion, { scaleDown }: Behavior): number {
  if (scaleDown.selectPolicy === "Disabled") return question.current;
  const limits = scaleDown.policies.map(({ type, value, periodSeconds }) => {
    const start = atStart(question, periodSeconds);
    return type === "Pods" ? start - value : Math.trunc(start * (1 - value / 100));
  });
  return scaleDown.selectPolicy === "Min" ? Math.max(...limits) : Math.min(...limits);
}

/** How many there were when the period began. */
function atStart({ now, current, memory }: LimitQuestion, periodSeconds: number): number {
  const since = now - periodSeconds * 1_000;
  return current - changed(memory.scaleUps, since) + changed(memory.scaleDowns, since);
}

const changed = (events: readonly HpaScaleEvent[], since: number): number =>
  events.reduce((sum, { at, change }) => (at > since ? sum + change : sum), 0);

/**
 * What is to be known of a change later on. As in the controller, it takes the place of the last change that no period of its own
 * direction reaches any more.
 */
export function withChange(
  memory: HpaMemory,
  { at, from, to }: { readonly at: number; readonly from: number; readonly to: number },
  behavior: Behavior | undefined,
): HpaMemory {
  if (behavior === undefined || from === to) return memory;
  const event = { at, change: Math.abs(to - from) };
  return to > from
    ? { ...memory, scaleUps: stored(memory.scaleUps, event, behavior.scaleUp) }
    : { ...memory, scaleDowns: stored(memory.scaleDowns, event, behavior.scaleDown) };
}

function stored(
  events: readonly HpaScaleEvent[],
  event: HpaScaleEvent,
  { policies }: Rules,
): readonly HpaScaleEvent[] {
  const longest = Math.max(0, ...policies.map(({ periodSeconds }) => periodSeconds));
  const outdated = events.findLastIndex(({ at }) => at < event.at - longest * 1_000);
  return outdated < 0
    ? [...events, event]
    : events.map((other, index) => (index === outdated ? event : other));
}
