import { USUAL_COOLDOWN_SECONDS } from "../cooldown.ts";
import { newestValues } from "../signal.ts";
import type { Turn } from "../turn.ts";
import type { Why } from "../why.ts";
import type { Wish } from "../wish.ts";
import type { ResponseTimePolicy } from "./policy.ts";

const SLOW_PERIODS = 3;
const FAST_PERIODS = 15;
const ADD_PERCENT = 50;

/** A step with hysteresis. Within the band it needs what there is, whatever others think that they can do without. */
export function responseTimeWish(policy: ResponseTimePolicy, turn: Turn): Wish {
  const { current } = turn.observation;
  const { to = current, why, holds = "All" } = slow(policy, turn) ?? fast(policy, turn);
  return { policy: policy.name, to, why, holds };
}

interface Proposed {
  readonly to?: number;
  readonly why: Why;
  readonly holds?: Wish["holds"];
}

function slow(policy: ResponseTimePolicy, turn: Turn): Proposed | undefined {
  const { metric, above, slowPeriods = SLOW_PERIODS, addPercent = ADD_PERCENT } = policy;
  const { current, signals } = turn.observation;
  const values = newestValues(signals[metric], slowPeriods);
  const value = values.at(-1);
  const isSlow = values.length === slowPeriods && values.every((one) => one !== undefined && one > above);
  if (value === undefined || !isSlow) return undefined;
  const until = quietUntil(turn, policy.scaleOutCooldownSeconds, ["scaledOut"]);
  if (until !== undefined) return { why: { code: "Cooldown", direction: "out", until } };
  const added = Math.max(1, Math.floor((current * addPercent) / 100));
  return { to: current + added, why: { code: "TooSlow", metric, value, above } };
}

function fast(policy: ResponseTimePolicy, turn: Turn): Proposed {
  const { metric, above, below, fastPeriods = FAST_PERIODS } = policy;
  const { current, signals } = turn.observation;
  const values = newestValues(signals[metric], fastPeriods);
  const idle = policy.withoutData === "Idle";
  const value = values.at(-1);
  if (value === undefined && !idle) return { why: { code: "InsufficientData", metric } };
  const isFast = (one: number | undefined) => (one === undefined ? idle : one < below);
  const slowest = Math.max(...values.filter((one) => one !== undefined && !isFast(one)).map(Number));
  if (!values.every(isFast) || values.length < fastPeriods)
    return { why: { code: "WithinBand", metric, value: bounded(slowest, value), below, above } };
  const why: Why = { code: "FastEnough", metric, below, ...(value === undefined ? {} : { value }) };
  if (policy.disableScaleIn === true) return { why, holds: "None" };
  const until = quietUntil(turn, policy.scaleInCooldownSeconds, ["scaledOut", "scaledIn"]);
  if (until !== undefined) return { why: { code: "Cooldown", direction: "in", until } };
  return { to: Math.max(0, current - 1), why };
}

const bounded = (slowest: number, value = 0): number => (Number.isFinite(slowest) ? slowest : value);

/** The end of the latest cooldown that a change began; undefined where none lasts. */
function quietUntil(
  { observation, memory }: Turn,
  seconds: number = USUAL_COOLDOWN_SECONDS,
  changes: readonly ("scaledOut" | "scaledIn")[],
): number | undefined {
  const ends = changes.map((which) => (memory[which]?.at ?? Number.NEGATIVE_INFINITY) + seconds * 1_000);
  const until = Math.max(...ends);
  return until > observation.now ? until : undefined;
}
