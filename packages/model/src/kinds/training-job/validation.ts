import { fieldCauses } from "../../aws/field-causes.ts";
import { inputOf } from "../../aws/lookup.ts";
import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import type { ErrorCause } from "../../errors/slipway-error.ts";
import { exactlyOne } from "../exactly-one.ts";
import type { TrainingJobSpec } from "./type.generated.ts";

/** What AWS's API would refuse in the spec; empty if nothing. The CRD itself checks types and top-level `required` alone. */
export function validateTrainingJob(spec: TrainingJobSpec): readonly ErrorCause[] {
  const causes = fieldCauses(inputOf(SAGEMAKER, "CreateTrainingJob"), spec, "spec");
  return causes.length > 0 ? causes : ruleCauses(spec);
}

function ruleCauses(spec: TrainingJobSpec): readonly ErrorCause[] {
  const { algorithmSpecification: algorithm, stoppingCondition: stopping } = spec;
  return [
    ...exactlyOne(algorithm, ["trainingImage", "algorithmName"], "spec.algorithmSpecification"),
    ...duplicateChannels(spec),
    ...(spec.enableManagedSpotTraining === true ? spotCauses(stopping) : []),
  ];
}

function duplicateChannels({ inputDataConfig = [] }: TrainingJobSpec): readonly ErrorCause[] {
  const names = inputDataConfig.map((channel) => channel.channelName);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          {
            reason: "FieldValueDuplicate",
            message: `Duplicate value: "${name}"`,
            field: `spec.inputDataConfig[${index}].channelName`,
          },
        ],
  );
}

/** Waiting for a spot machine counts towards the wait time, so it cannot be shorter than the run time. */
function spotCauses({
  maxRuntimeInSeconds = 0,
  maxWaitTimeInSeconds,
}: TrainingJobSpec["stoppingCondition"]): readonly ErrorCause[] {
  const field = "spec.stoppingCondition.maxWaitTimeInSeconds";
  if (maxWaitTimeInSeconds === undefined) {
    return [{ reason: "FieldValueRequired", message: "Required value with managed spot training", field }];
  }
  if (maxWaitTimeInSeconds >= maxRuntimeInSeconds) return [];
  const message = `Invalid value: ${maxWaitTimeInSeconds}: must be at least maxRuntimeInSeconds (${maxRuntimeInSeconds})`;
  return [{ reason: "FieldValueInvalid", message, field }];
}
