import { baseOfScaleOut, scaleInBlockedUntil, USUAL_COOLDOWN_SECONDS } from "../cooldown.ts";
import { ceilOf } from "../rounding.ts";
import { newestValues } from "../signal.ts";
import type { Turn } from "../turn.ts";
import type { Why } from "../why.ts";
import type { Wish } from "../wish.ts";
import type { TargetTrackingPolicy } from "./policy.ts";

/** Periods in a row above the target: those of the AlarmHigh that Application Auto Scaling makes. */
const PERIODS_ABOVE = 3;
/** Seconds in a row far enough below it: those of its AlarmLow, 15 periods of a minute. */
const SECONDS_BELOW = 900;
/** Where AlarmLow's threshold is, of the target. */
const FAR_BELOW = 0.9;

/**
 * Target tracking by "How target tracking scaling for Application Auto Scaling works": out in proportion to the newest value, rounded
 * up; in only where the greatest value of a quarter of an hour would stay within the target with a copy less; nothing without data.
 */
export function targetTrackingWish(policy: TargetTrackingPolicy, turn: Turn): Wish {
  const { current } = turn.observation;
  const proposed = outOf(policy, turn) ?? inOf(policy, turn);
  const { to = current, ...others } = proposed;
  const holds = policy.disableScaleIn === true ? "None" : "Proportional";
  return { policy: policy.name, to, holds, ...others };
}

interface Proposed {
  /** Absent where it wants no change. */
  readonly to?: number;
  readonly base?: number;
  readonly why: Why;
}

function outOf(policy: TargetTrackingPolicy, turn: Turn): Proposed | undefined {
  const { current } = turn.observation;
  // What is needed where there is nothing is needed at once.
  const values = perCopy(policy, turn, current === 0 ? 1 : PERIODS_ABOVE);
  const value = values.at(-1);
  if (value === undefined || !values.every((one) => one !== undefined && one > policy.target))
    return undefined;
  const { base, until } = baseOfScaleOut(turn, policy.scaleOutCooldownSeconds ?? USUAL_COOLDOWN_SECONDS);
  const to = copies(policy, value, policy.of === "Total" ? current : base);
  if (to > current) return { to, base, why: { code: "AboveTarget", ...facts(policy, value) } };
  if (until !== undefined) return { why: { code: "Cooldown", direction: "out", until } };
  return { why: { code: "NearTarget", ...facts(policy, value) } };
}

function inOf(policy: TargetTrackingPolicy, turn: Turn): Proposed {
  const { signals, current } = turn.observation;
  const signal = signals[policy.metric];
  const values = perCopy(policy, turn, Math.ceil(SECONDS_BELOW / Math.max(1, signal?.periodSeconds ?? 60)));
  const newest = values.at(-1);
  if (newest === undefined) return { why: { code: "InsufficientData", metric: policy.metric } };
  if (newest >= FAR_BELOW * policy.target || current === 0)
    return { why: { code: "NearTarget", ...facts(policy, newest) } };
  if (policy.disableScaleIn === true) return { why: { code: "ScaleInDisabled", metric: policy.metric } };
  if (values.some((value) => value === undefined))
    return { why: { code: "InsufficientData", metric: policy.metric } };
  const greatest = Math.max(...(values as readonly number[]));
  if (greatest >= FAR_BELOW * policy.target)
    return { why: { code: "NearTarget", ...facts(policy, greatest) } };
  return less(policy, turn, greatest);
}

function less(policy: TargetTrackingPolicy, turn: Turn, greatest: number): Proposed {
  const { current } = turn.observation;
  const until = scaleInBlockedUntil(turn, policy.scaleInCooldownSeconds ?? USUAL_COOLDOWN_SECONDS);
  if (until !== undefined) return { why: { code: "Cooldown", direction: "in", until } };
  const to = copies(policy, greatest, current);
  if (to >= current) return { why: { code: "AnticipatedFlapping", ...facts(policy, greatest) } };
  return { to, why: { code: "BelowTarget", ...facts(policy, greatest) } };
}

/** The newest values as what one copy has; undefined for those that are missing. Where there is no copy, what one would have. */
function perCopy(
  { metric, of: scope }: TargetTrackingPolicy,
  { observation: { signals, current } }: Turn,
  count: number,
): readonly (number | undefined)[] {
  const values = newestValues(signals[metric], count);
  const missing: undefined[] = new Array(count - values.length).fill(undefined);
  const share = scope === "Total" ? Math.max(current, 1) : 1;
  return [...missing, ...values.map((value) => (value === undefined ? undefined : value / share))];
}

const copies = ({ target, of: scope }: TargetTrackingPolicy, value: number, base: number): number =>
  ceilOf((Math.max(base, scope === "Total" ? 1 : 0) * value) / target);

const facts = ({ metric, target }: TargetTrackingPolicy, value: number) => ({ metric, value, target });
