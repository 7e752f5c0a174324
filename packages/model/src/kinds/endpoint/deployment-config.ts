import type { SpecCause } from "../spec-cause.ts";
import type { CapacitySize, DeploymentConfig } from "./type.generated.ts";

/** Percent of a fleet that may move at a time (the guide "Deployment guardrails"); its own bounds are the API model's. */
const PERCENT = { canarySize: [1, 50], linearStepSize: [10, 50], maximumBatchSize: [5, 50] } as const;

/** What SageMaker refuses of how updates are carried out, beyond the shapes of its fields. */
export function validateDeploymentConfig(config: DeploymentConfig | undefined): readonly SpecCause[] {
  const { blueGreenUpdatePolicy: beside, rollingUpdatePolicy: rolling } = config ?? {};
  const at = "spec.deploymentConfig";
  if (beside !== undefined && rolling !== undefined)
    return [
      {
        reason: "FieldValueForbidden",
        message: "Forbidden: only one of blueGreenUpdatePolicy and rollingUpdatePolicy can be given",
        field: `${at}.rollingUpdatePolicy`,
      },
    ];
  const routing = beside?.trafficRoutingConfiguration;
  const field = `${at}.blueGreenUpdatePolicy.trafficRoutingConfiguration`;
  return [
    ...sized(routing?.type_ === "CANARY", routing?.canarySize, { name: "canarySize", field }),
    ...sized(routing?.type_ === "LINEAR", routing?.linearStepSize, { name: "linearStepSize", field }),
    ...sized(rolling !== undefined, rolling?.maximumBatchSize, {
      name: "maximumBatchSize",
      field: `${at}.rollingUpdatePolicy`,
    }),
  ];
}

/** A size that is needed, and within its bounds where it is a share. */
function sized(
  isNeeded: boolean,
  size: CapacitySize | undefined,
  { name, field }: { readonly name: keyof typeof PERCENT; readonly field: string },
): readonly SpecCause[] {
  if (!isNeeded) return [];
  if (size === undefined)
    return [{ reason: "FieldValueRequired", message: "Required value", field: `${field}.${name}` }];
  const [least, most] = PERCENT[name];
  const { type_: type, value = 0 } = size;
  if (type !== "CAPACITY_PERCENT" || (value >= least && value <= most)) return [];
  const message = `Invalid value: ${value}: must be between ${least} and ${most} percent`;
  return [{ reason: "FieldValueInvalid", message, field: `${field}.${name}.value` }];
}
