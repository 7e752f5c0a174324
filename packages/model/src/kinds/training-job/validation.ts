import { fieldCauses } from "../../aws/field-causes.ts";
import { inputOf } from "../../aws/lookup.ts";
import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import { duplicates } from "../duplicates.ts";
import { exactlyOne } from "../exactly-one.ts";
import type { SpecCause } from "../spec-cause.ts";
import { channelCauses } from "./channel-causes.ts";
import type { TrainingJobSpec } from "./type.generated.ts";

/** What AWS's API would refuse in the spec; empty if nothing. The CRD itself checks types and top-level `required` alone. */
export function validateTrainingJob(spec: TrainingJobSpec): readonly SpecCause[] {
  const causes = fieldCauses(inputOf(SAGEMAKER, "CreateTrainingJob"), spec, "spec");
  return causes.length > 0 ? causes : ruleCauses(spec);
}

function ruleCauses(spec: TrainingJobSpec): readonly SpecCause[] {
  const { algorithmSpecification: algorithm, stoppingCondition: stopping } = spec;
  return [
    ...exactlyOne(algorithm, ["trainingImage", "algorithmName"], "spec.algorithmSpecification"),
    ...duplicates(
      (spec.inputDataConfig ?? []).map(({ channelName }) => channelName),
      { list: "spec.inputDataConfig", field: "channelName" },
    ),
    ...channelCauses(spec),
    ...groupCauses(spec),
    ...(spec.enableManagedSpotTraining === true ? spotCauses(stopping) : waitCauses(stopping)),
  ];
}

/** Names of instance groups are told apart by channels, and each that a channel names is there. */
function groupCauses({ inputDataConfig = [], resourceConfig }: TrainingJobSpec): readonly SpecCause[] {
  const groups = (resourceConfig.instanceGroups ?? []).map(({ instanceGroupName }) => instanceGroupName);
  const unknown = inputDataConfig.flatMap(({ dataSource }, index) =>
    (dataSource?.s3DataSource?.instanceGroupNames ?? [])
      .filter((name) => !groups.includes(name))
      .map((name) => ({
        name,
        field: `spec.inputDataConfig[${index}].dataSource.s3DataSource.instanceGroupNames`,
      })),
  );
  return [
    ...duplicates(groups, { list: "spec.resourceConfig.instanceGroups", field: "instanceGroupName" }),
    ...unknown.map(
      ({ name, field }): SpecCause => ({
        reason: "FieldValueInvalid",
        message: `Invalid value: "${name}": is no instance group of resourceConfig.instanceGroups`,
        field,
      }),
    ),
  ];
}

const WAIT_FIELD = "spec.stoppingCondition.maxWaitTimeInSeconds";

/** Waiting for a spot machine counts towards the wait time, so it cannot be shorter than the run time. */
function spotCauses({
  maxRuntimeInSeconds = 0,
  maxWaitTimeInSeconds,
}: TrainingJobSpec["stoppingCondition"]): readonly SpecCause[] {
  const aws =
    "Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds";
  if (maxWaitTimeInSeconds === undefined) {
    const message = "Required value with managed spot training";
    return [{ reason: "FieldValueRequired", message, field: WAIT_FIELD, aws }];
  }
  if (maxWaitTimeInSeconds >= maxRuntimeInSeconds) return [];
  const message = `Invalid value: ${maxWaitTimeInSeconds}: must be at least maxRuntimeInSeconds (${maxRuntimeInSeconds})`;
  return [{ reason: "FieldValueInvalid", message, field: WAIT_FIELD, aws }];
}

function waitCauses({ maxWaitTimeInSeconds }: TrainingJobSpec["stoppingCondition"]): readonly SpecCause[] {
  if (maxWaitTimeInSeconds === undefined) return [];
  return [
    {
      reason: "FieldValueForbidden",
      message: "Forbidden: only with enableManagedSpotTraining",
      field: WAIT_FIELD,
      aws: "Invalid MaxWaitTimeInSeconds. It is only supported when EnableManagedSpotTraining is set to true",
    },
  ];
}
