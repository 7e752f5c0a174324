import { defined, type Resource } from "@slipway/model";
import type { MetricAlarm } from "@slipway/model/kinds/metric-alarm/index.ts";
import {
  type ScalableTarget,
  scaledBy,
  scaledVariant,
  scheduledActions,
} from "@slipway/model/kinds/scalable-target/index.ts";
import {
  openPolicy,
  type PolicySignal,
  type ScalingPolicy,
  stepAlarm,
} from "@slipway/model/kinds/scaling-policy/index.ts";
import {
  type ScalingPolicy as Policy,
  REPLAYED_SIGNALS,
  type ScaledTarget,
  targetProblems,
} from "@slipway/model/scaling/index.ts";
import { usageError } from "../errors/usage-error.ts";

/** Metrics by CloudWatch's name, as a replay calls what it measures. */
const SIGNALS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(REPLAYED_SIGNALS.map((name) => [name, name])),
  ConcurrentRequestsPerModel: "ConcurrentRequestsPerInstance",
};

/** The objects of a file, or of a home, that say how a variant is scaled. */
export interface ScalingObjects {
  readonly targets: readonly ScalableTarget[];
  readonly policies: readonly ScalingPolicy[];
  readonly alarms: readonly MetricAlarm[];
}

export const scalingObjects = (objects: readonly Resource[]): ScalingObjects => ({
  targets: objects.filter((one): one is ScalableTarget => one.kind === "ScalableTarget"),
  policies: objects.filter((one): one is ScalingPolicy => one.kind === "ScalingPolicy"),
  alarms: objects.filter((one): one is MetricAlarm => one.kind === "MetricAlarm"),
});

/** A target as it can be replayed. */
export interface ReplayedTarget {
  readonly target: ScaledTarget;
  /** Why of each policy that cannot be, a sentence. */
  readonly leftOut: readonly string[];
}

/**
 * The target with those of its policies that traffic alone drives: not those that go by a metric of another kind, or that no alarm carries out. Throws
 * where none is left of some, and for numbers that mean nothing.
 */
export function replayedTarget(
  target: ScalableTarget,
  { policies, alarms }: Pick<ScalingObjects, "policies" | "alarms">,
  where: string,
): ReplayedTarget {
  const { minCapacity: min = 0, maxCapacity: max = 0, suspendedState: suspended } = target.spec;
  const own = policies.filter(({ spec }) => scaledBy(spec) === scaledBy(target.spec));
  const read = own.map((policy) => replayedPolicy(policy, alarms));
  const leftOut = read.flatMap((one) => ("problem" in one ? [one.problem] : []));
  const [first] = leftOut;
  if (first !== undefined && leftOut.length === own.length) throw usageError(`${where}: ${first}`);
  const scaled: ScaledTarget = {
    ...{ min, max, policies: read.flatMap((one) => ("problem" in one ? [] : one.policies)) },
    scheduledActions: scheduledActions(target),
    suspended: defined({
      scaleIn: suspended?.dynamicScalingInSuspended,
      scaleOut: suspended?.dynamicScalingOutSuspended,
      scheduled: suspended?.scheduledScalingSuspended,
    }),
  };
  const [problem] = targetProblems(scaled);
  if (problem !== undefined) throw usageError(`${where}: ${problem.field}: ${problem.message}`);
  return { target: scaled, leftOut };
}

/** The first target of the objects that scales a variant, and which. */
export function targetIn(objects: ScalingObjects, where: string): ScalableTarget {
  const found = objects.targets.find(({ spec }) => scaledVariant(spec) !== undefined);
  if (found !== undefined) return found;
  throw usageError(`${where} has no ScalableTarget of an endpoint's variant`);
}

type Read = { readonly policies: readonly Policy[] } | { readonly problem: string };

function replayedPolicy(policy: ScalingPolicy, alarms: readonly MetricAlarm[]): Read {
  const name = policy.spec.policyName;
  const opened = openPolicy(policy);
  if ("problem" in opened) return { problem: `policy ${name}: ${opened.problem}` };
  if ("tracking" in opened) {
    const metric = signalFor(opened.signal);
    return metric === undefined
      ? { problem: `policy ${name} goes by ${opened.signal.metricName ?? "an expression"}, ${UNKNOWN}` }
      : { policies: [{ ...opened.tracking, metric }] };
  }
  const policies = alarms.flatMap(({ spec }) => {
    const metric = signalFor(spec);
    const isOurs = (spec.alarmActions ?? []).some((arn) => arn.endsWith(`:policyName/${name}`));
    const alarm = isOurs && metric !== undefined ? stepAlarm(spec, metric) : undefined;
    return alarm === undefined ? [] : [{ ...opened.steps, name: `${name} by ${spec.name}`, alarm }];
  });
  return policies.length > 0
    ? { policies }
    : { problem: `policy ${name}: no alarm beside it names it that goes by what traffic gives` };
}

const UNKNOWN = `which traffic alone does not give: ${Object.keys(SIGNALS).join(", ")} can be replayed`;

const signalFor = ({ metricName = "" }: Partial<PolicySignal>): string | undefined =>
  Object.hasOwn(SIGNALS, metricName) ? SIGNALS[metricName] : undefined;
