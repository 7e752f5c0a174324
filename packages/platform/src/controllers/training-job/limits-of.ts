import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import type { Budget } from "#runs/retry-budget.ts";

const DEFAULT_MAX_RUNTIME_SECONDS = 86_400;

export const maxRuntimeSeconds = ({ spec }: TrainingJob): number =>
  spec.stoppingCondition.maxRuntimeInSeconds ?? DEFAULT_MAX_RUNTIME_SECONDS;

/** Of a spot job, for which its waiting counts as well. */
export const maxWaitSeconds = ({ spec }: TrainingJob): number | undefined =>
  spec.stoppingCondition.maxWaitTimeInSeconds;

/** Of several kinds the first: all machines of a job are taken away together. */
export function spotType({ spec }: TrainingJob): string | undefined {
  if (spec.enableManagedSpotTraining !== true) return undefined;
  const { instanceType, instanceGroups = [] } = spec.resourceConfig;
  return instanceType ?? instanceGroups[0]?.instanceType ?? "";
}

/**
 * SageMaker tries a job again that failed by an InternalServerError, as often as `retryStrategy` says: what is never the program's
 * fault. A spot job goes on after each interruption for as long as it may wait.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RetryStrategy.html
 */
export function budget({ spec }: TrainingJob): Budget {
  const attempts = spec.retryStrategy?.maximumRetryAttempts;
  return {
    ...(attempts === undefined ? {} : { preempted: attempts, "node-lost": attempts, internal: attempts }),
    ...(spec.enableManagedSpotTraining === true ? { preempted: Number.POSITIVE_INFINITY } : {}),
  };
}
