import { baseOfScaleOut, scaleInBlockedUntil, USUAL_COOLDOWN_SECONDS } from "../cooldown.ts";
import type { Turn } from "../turn.ts";
import type { Why } from "../why.ts";
import type { Wish } from "../wish.ts";
import { adjusted } from "./adjust.ts";
import { alarmView, breachValue, stepFor } from "./alarm.ts";
import type { StepPolicy } from "./policy.ts";

/** A step policy by "How step scaling for Application Auto Scaling works"; it says nothing while its alarm is not breached. */
export function stepWish(policy: StepPolicy, turn: Turn): Wish {
  const { current } = turn.observation;
  const view = alarmView(policy.alarm, turn.observation.signals, policy.aggregation);
  const { metric, threshold, comparison } = policy.alarm;
  const value = breachValue(view, policy.alarm);
  const breach = { metric, value, threshold, comparison };
  const quiet = (why: Why): Wish => ({ policy: policy.name, to: current, why, holds: "None", isStep: true });
  if (view.state === "INSUFFICIENT_DATA") return quiet({ code: "InsufficientData", metric });
  if (view.state === "OK") return quiet({ code: "NotBreached", ...breach });
  const adjustment = stepFor(value, policy);
  if (adjustment === undefined) return quiet({ code: "NoStepForBreach", ...breach });
  const seconds = policy.cooldownSeconds ?? USUAL_COOLDOWN_SECONDS;
  const blocked = scaleInBlockedUntil(turn, seconds);
  const plain = adjusted(current, adjustment, policy);
  if (plain < current && blocked !== undefined)
    return quiet({ code: "Cooldown", direction: "in", until: blocked });
  const { base, until } = baseOfScaleOut(turn, seconds);
  const to = plain > current ? adjusted(base, adjustment, policy) : plain;
  if (plain > current && to <= current && until !== undefined)
    return quiet({ code: "Cooldown", direction: "out", until });
  return { ...quiet({ code: "Breached", ...breach, adjustment: inWords(adjustment, policy) }), to, base };
}

function inWords(adjustment: number, { adjustmentType }: StepPolicy): string {
  if (adjustmentType === "ExactCapacity") return `exactly ${adjustment}`;
  const signed = `${adjustment < 0 ? "" : "+"}${adjustment}`;
  return adjustmentType === "PercentChangeInCapacity" ? `${signed} %` : signed;
}
