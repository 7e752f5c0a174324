import type { Resource } from "@slipway/model";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";

/** What a spot job has used and saved, in the words in which the SageMaker SDK prints it; none of any other object, or before the end. */
export function spotSavings(object: Resource): readonly string[] {
  if (object.kind !== trainingJobKind.kind) return [];
  const { spec, status } = object as TrainingJob;
  const { trainingTimeInSeconds: time, billableTimeInSeconds: billed } = status ?? {};
  if (spec.enableManagedSpotTraining !== true || time === undefined || billed === undefined || time <= 0)
    return [];
  const { instanceCount = 1, instanceGroups = [] } = spec.resourceConfig;
  const instances =
    instanceGroups.length === 0
      ? instanceCount
      : instanceGroups.reduce((sum, group) => sum + (group.instanceCount ?? 0), 0);
  return [
    `Training seconds: ${time * instances}`,
    `Billable seconds: ${billed * instances}`,
    `Managed Spot Training savings: ${((1 - billed / time) * 100).toFixed(1)}%`,
  ];
}
