import { defined } from "../../defined.ts";
import { type StepPolicy, stepProblems, type TargetTrackingPolicy } from "../../scaling/index.ts";
import type { AlarmDimension, AlarmQuery, MetricAlarmSpec } from "../metric-alarm/index.ts";
import { scaledVariant } from "../scalable-target/scaled-variant.ts";
import type {
  CustomizedMetricSpecification,
  ScalingPolicy,
  ScalingPolicySpec,
  TargetTrackingMetricDataQuery,
} from "./type.generated.ts";

/** What a policy is measured by, as an alarm says it, of periods of a minute. */
export interface PolicySignal
  extends Pick<
    MetricAlarmSpec,
    "namespace" | "metricName" | "dimensions" | "statistic" | "unit" | "period" | "metrics"
  > {
  /** A minute without measurements had none to tell: "If the traffic to a variant becomes zero [...] metrics with a value of zero" (developer guide, "Automatic scaling"). */
  readonly isZeroWhereMissing?: true;
}

/** A policy as it is decided by; or why it cannot be. */
export type OpenedPolicy =
  /** With the signal that it calls by its own name. */
  | { readonly tracking: TargetTrackingPolicy; readonly signal: PolicySignal }
  /** It is carried out by alarms that name it. */
  | { readonly steps: Omit<StepPolicy, "alarm"> }
  | { readonly problem: string };

const PERIOD_SECONDS = 60;

export function openPolicy({ spec }: Pick<ScalingPolicy, "spec">): OpenedPolicy {
  const { policyType = "StepScaling" } = spec;
  switch (policyType) {
    case "TargetTrackingScaling":
      return openTracking(spec);
    case "StepScaling":
      return openSteps(spec);
    default:
      return {
        problem: `policyType ${policyType} is not served here: TargetTrackingScaling and StepScaling are`,
      };
  }
}

/** By "How target tracking scaling for Application Auto Scaling works" (user guide). */
function openTracking(spec: ScalingPolicySpec): OpenedPolicy {
  const { policyName, targetTrackingScalingPolicyConfiguration: tracking } = spec;
  if (tracking === undefined)
    return { problem: "targetTrackingScalingPolicyConfiguration must be given for TargetTrackingScaling" };
  const { targetValue, scaleInCooldown, scaleOutCooldown, disableScaleIn } = tracking;
  if (targetValue === undefined || !Number.isFinite(targetValue) || targetValue <= 0)
    return { problem: `targetValue must be a number above 0, and is ${targetValue}` };
  const signal = signalOf(spec);
  if ("problem" in signal) return signal;
  return {
    tracking: {
      type: "TargetTrackingScaling",
      name: policyName,
      metric: policyName,
      target: targetValue,
      ...defined({
        scaleInCooldownSeconds: scaleInCooldown,
        scaleOutCooldownSeconds: scaleOutCooldown,
        disableScaleIn,
      }),
    },
    signal,
  };
}

/** By "How step scaling for Application Auto Scaling works" (user guide). */
function openSteps({ policyName, stepScalingPolicyConfiguration: given }: ScalingPolicySpec): OpenedPolicy {
  if (given === undefined) return { problem: "stepScalingPolicyConfiguration must be given for StepScaling" };
  const {
    adjustmentType,
    stepAdjustments = [],
    cooldown,
    minAdjustmentMagnitude,
    metricAggregationType,
  } = given;
  if (adjustmentType === undefined) return { problem: "adjustmentType must be given for StepScaling" };
  const steps = stepAdjustments.map(
    ({ metricIntervalLowerBound, metricIntervalUpperBound, scalingAdjustment }) => ({
      adjustment: scalingAdjustment ?? 0,
      ...defined({ lowerBound: metricIntervalLowerBound, upperBound: metricIntervalUpperBound }),
    }),
  );
  const [problem] = stepProblems({ steps, adjustmentType });
  if (problem !== undefined) return { problem };
  return {
    steps: {
      type: "StepScaling",
      name: policyName,
      adjustmentType,
      steps,
      ...defined({ cooldownSeconds: cooldown, minAdjustmentMagnitude, aggregation: metricAggregationType }),
    },
  };
}

function signalOf(spec: ScalingPolicySpec): PolicySignal | { readonly problem: string } {
  const { predefinedMetricSpecification: predefined, customizedMetricSpecification: customized } =
    spec.targetTrackingScalingPolicyConfiguration ?? {};
  if ((predefined === undefined) === (customized === undefined))
    return {
      problem: "Exactly one of predefinedMetricSpecification and customizedMetricSpecification must be given",
    };
  if (customized !== undefined) return customizedSignal(customized);
  const variant = scaledVariant(spec);
  if (predefined?.predefinedMetricType !== "SageMakerVariantInvocationsPerInstance" || variant === undefined)
    return {
      problem: `predefinedMetricType ${predefined?.predefinedMetricType} is not measured here: SageMakerVariantInvocationsPerInstance is, and any other as customizedMetricSpecification`,
    };
  return {
    namespace: "AWS/SageMaker",
    metricName: "InvocationsPerInstance",
    dimensions: [
      { name: "EndpointName", value: variant.endpoint },
      { name: "VariantName", value: variant.variant },
    ],
    statistic: "Sum",
    period: PERIOD_SECONDS,
    isZeroWhereMissing: true,
  };
}

function customizedSignal(
  metric: CustomizedMetricSpecification,
): PolicySignal | { readonly problem: string } {
  const { namespace, metricName, statistic, unit, dimensions = [], metrics } = metric;
  if (metrics !== undefined) return { period: PERIOD_SECONDS, metrics: metrics.map(queryOf) };
  if (namespace === undefined || metricName === undefined || statistic === undefined)
    return {
      problem: "customizedMetricSpecification must have namespace, metricName and statistic, or metrics",
    };
  return {
    namespace,
    metricName,
    statistic,
    period: PERIOD_SECONDS,
    dimensions: dimensionsOf(dimensions),
    ...(unit === undefined ? {} : { unit }),
  };
}

const dimensionsOf = (
  dimensions: readonly { readonly name?: string; readonly value?: string }[],
): readonly AlarmDimension[] => dimensions.map(({ name = "", value = "" }) => ({ name, value }));

/** Absent means that it returns data, as for an alarm. */
function queryOf({
  id = "",
  label,
  expression,
  metricStat,
  returnData,
}: TargetTrackingMetricDataQuery): AlarmQuery {
  const { metric, stat = "", unit } = metricStat ?? {};
  return defined({
    id,
    label,
    expression,
    returnData,
    metricStat:
      metric === undefined
        ? undefined
        : {
            metric: defined({
              namespace: metric.namespace,
              metricName: metric.metricName,
              dimensions: dimensionsOf(metric.dimensions ?? []),
            }),
            period: PERIOD_SECONDS,
            stat,
            ...defined({ unit }),
          },
  });
}
