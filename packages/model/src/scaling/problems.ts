import type { HpaPolicy, HpaRules } from "./hpa/policy.ts";
import type { ScalingPolicy } from "./policy.ts";
import { openAction } from "./scheduled/open-action.ts";
import type { StepPolicy } from "./step/policy.ts";
import { stepProblems } from "./step/problems.ts";
import type { ScaledTarget } from "./target.ts";

/** What cannot be decided by, and where. */
export interface ScalingProblem {
  /** As in `policies.p1.steps`, by a policy's or an action's name. */
  readonly field: string;
  /** A sentence or two: what is wrong, and what to write. */
  readonly message: string;
}

/** "You can create 50 scaling policies per scalable target" (user guide, "Quotas"). */
const MOST_POLICIES = 50;
/** Periods that a policy can look back at. */
const MOST_PERIODS = 1_000;

/** Why a target cannot be decided for as it stands; none where `openTarget` and `decideScale` can be asked. */
export function targetProblems(target: ScaledTarget): readonly ScalingProblem[] {
  const { policies, scheduledActions = [] } = target;
  if (policies.length > MOST_POLICIES)
    return [
      {
        field: "policies",
        message: `There are ${policies.length} policies, and ${MOST_POLICIES} at most are taken.`,
      },
    ];
  return [
    ...boundsProblems("", target),
    ...twice("policies", policies),
    ...twice("scheduledActions", scheduledActions),
    ...policies.flatMap((policy) =>
      policyProblems(policy).map(({ field, message }) => ({
        field: `policies.${policy.name}.${field}`,
        message,
      })),
    ),
    ...scheduledActions.flatMap((action) => {
      const place = `scheduledActions.${action.name}.`;
      const opened = openAction(action);
      const schedule = "problem" in opened ? [{ field: `${place}schedule`, message: opened.problem }] : [];
      return [...schedule, ...boundsProblems(place, action)];
    }),
  ];
}

function boundsProblems(
  place: string,
  { min = 0, max = Number.POSITIVE_INFINITY }: { readonly min?: number; readonly max?: number },
): readonly ScalingProblem[] {
  if (!Number.isInteger(min) || min < 0)
    return [
      {
        field: `${place}min`,
        message: `The least capacity must be a whole number from 0 up, and is ${min}.`,
      },
    ];
  if (max !== Number.POSITIVE_INFINITY && !Number.isInteger(max))
    return [
      { field: `${place}max`, message: `The greatest capacity must be a whole number, and is ${max}.` },
    ];
  if (max < min)
    return [
      {
        field: `${place}max`,
        message: `The greatest capacity, ${max}, must not be less than the least, ${min}.`,
      },
    ];
  return [];
}

function twice(field: string, named: readonly { readonly name: string }[]): readonly ScalingProblem[] {
  const names = named.map(({ name }) => name);
  const again = names.find((name, index) => names.indexOf(name) !== index);
  return again === undefined
    ? []
    : [{ field, message: `The name ${again} is there twice: each must have its own.` }];
}

function policyProblems(policy: ScalingPolicy): readonly ScalingProblem[] {
  switch (policy.type) {
    case "TargetTrackingScaling":
    case "QueueBacklog":
      return above0("target", policy.target);
    case "ResponseTime":
      return policy.below < policy.above
        ? [...periods("slowPeriods", policy.slowPeriods), ...periods("fastPeriods", policy.fastPeriods)]
        : [
            {
              field: "below",
              message: `It must be less than above, ${policy.above}, and is ${policy.below}.`,
            },
          ];
    case "StepScaling":
      return alarmProblems(policy);
    case "HorizontalPodAutoscaler":
      return hpaProblems(policy);
  }
}

function alarmProblems(policy: StepPolicy): readonly ScalingProblem[] {
  const { evaluationPeriods, datapointsToAlarm = evaluationPeriods } = policy.alarm;
  const steps = stepProblems(policy).map((message) => ({ field: "steps", message }));
  const tooMany = datapointsToAlarm > evaluationPeriods;
  return [
    ...steps,
    ...periods("alarm.evaluationPeriods", evaluationPeriods),
    ...periods("alarm.datapointsToAlarm", datapointsToAlarm),
    ...(tooMany
      ? [
          {
            field: "alarm.datapointsToAlarm",
            message: `It must be evaluationPeriods, ${evaluationPeriods}, or less, and is ${datapointsToAlarm}.`,
          },
        ]
      : []),
  ];
}

function hpaProblems({ metrics, behavior = {} }: HpaPolicy): readonly ScalingProblem[] {
  const none = { field: "metrics", message: "A HorizontalPodAutoscaler needs a metric: write one at least." };
  const targets = metrics.flatMap((metric) => {
    const target =
      "averageValue" in metric
        ? metric.averageValue
        : "value" in metric
          ? metric.value
          : metric.averageUtilization;
    return above0("metrics", target);
  });
  const rules = Object.entries(behavior).flatMap(([name, one]: [string, HpaRules]) =>
    (one.policies ?? []).flatMap(({ value }) => above0(`behavior.${name}.policies`, value)),
  );
  return [...(metrics.length === 0 ? [none] : []), ...targets, ...rules];
}

const above0 = (field: string, value: number): readonly ScalingProblem[] =>
  Number.isFinite(value) && value > 0 ? [] : [{ field, message: `It must be more than 0, and is ${value}.` }];

const periods = (field: string, count = 1): readonly ScalingProblem[] =>
  Number.isInteger(count) && count >= 1 && count <= MOST_PERIODS
    ? []
    : [{ field, message: `It must be a whole number from 1 to ${MOST_PERIODS}, and is ${count}.` }];
