import type { Why } from "../why.ts";

/** A number for people: at most three digits after the point. */
export const numberWords = (value: number): string => String(Number(value.toFixed(3)));

const instant = (at: number): string => new Date(at).toISOString().replace(".000Z", "Z");

type Words = { readonly [C in Why["code"]]: (why: Extract<Why, { code: C }>) => string };

/** Clauses that stand after "since" and "because". */
const WORDS: Words = {
  AboveTarget: ({ metric, value, target }) =>
    `${metric} is ${numberWords(value)}, above its target of ${target}`,
  BelowTarget: ({ metric, value, target }) =>
    `${metric} was ${numberWords(value)} at most, far enough below its target of ${target}`,
  NearTarget: ({ metric, value, target }) => `${metric} is ${numberWords(value)} with a target of ${target}`,
  AnticipatedFlapping: ({ metric, value, target }) =>
    `${metric} was ${numberWords(value)} at most, and one copy less would bring it back above its target of ${target}`,
  ScaleInDisabled: ({ metric }) => `${metric} is below its target, and scale-in is disabled`,
  InsufficientData: ({ metric }) => `there is not enough data of ${metric}`,
  Cooldown: ({ direction, until }) =>
    `the cooldown of the latest scale-${direction} lasts until ${instant(until)}`,
  Breached: ({ adjustment, ...breach }) => `${breachWords(breach)}, for which the step is ${adjustment}`,
  NotBreached: (breach) => `${breach.metric} is ${numberWords(breach.value)}, not ${bound(breach)}`,
  NoStepForBreach: (breach) => `${breachWords(breach)}, for which there is no step`,
  TooSlow: ({ metric, value, above }) => `${metric} is ${numberWords(value)}, slower than ${above}`,
  WithinBand: ({ metric, value, below, above }) =>
    `${metric} was ${numberWords(value)} of late, and copies go only once it is under ${below} all the time (and come above ${above})`,
  FastEnough: ({ metric, value, below }) =>
    value === undefined
      ? `nobody asks, so that there is no ${metric}`
      : `${metric} is ${numberWords(value)}, faster than ${below} all the time`,
  Backlog: ({ waiting, inFlight, target, need }) =>
    `${numberWords(waiting)} messages wait and ${numberWords(inFlight)} are in hand, which is work for ${workers(need)} at ${target} each`,
  NeededRecently: ({ need, seconds }) => `${workers(need)} were needed within the last ${seconds} s`,
  WorkersBusy: ({ need, idle }) =>
    idle === undefined
      ? `${workers(need)} would do, but nobody says which of them are idle`
      : `${workers(need)} would do, but only ${idle} of them are idle`,
  MetricProposes: ({ metric, proposed }) => `${metric} proposes ${proposed}`,
  Stabilized: ({ proposed, seconds }) =>
    `${proposed} are proposed, and recommendations of the last ${seconds} s stand against it`,
  RateLimited: ({ proposed, limit }) => `${proposed} are wanted, and bounds and rates allow ${limit} for now`,
};

type Breach = Omit<Extract<Why, { code: "NotBreached" }>, "code">;

const COMPARED = {
  GreaterThanThreshold: "above",
  GreaterThanOrEqualToThreshold: "at or above",
  LessThanThreshold: "below",
  LessThanOrEqualToThreshold: "at or below",
} as const;

const bound = ({ comparison, threshold }: Breach): string => `${COMPARED[comparison]} ${threshold}`;
const breachWords = (breach: Breach): string =>
  `${breach.metric} is ${numberWords(breach.value)}, ${bound(breach)}`;
const workers = (count: number): string => `${count} worker${count === 1 ? "" : "s"}`;

/** Why, as a clause without a full stop. */
export const whyWords = (why: Why): string => (WORDS[why.code] as (why: Why) => string)(why);
