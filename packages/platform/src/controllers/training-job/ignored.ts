import type { TrainingJob, TrainingJobSpec } from "@slipway/model/kinds/training-job/index.ts";
import type { Step } from "#reconcile/in-steps.ts";
import type { CarriedTurn } from "#runs/carried.ts";

/** Fields that change nothing about the result here, so that files written for SageMaker run as they stand. */
const IGNORED: readonly (keyof TrainingJobSpec)[] = [
  "debugHookConfig",
  "debugRuleConfigurations",
  "experimentConfig",
  "infraCheckConfig",
  "mlflowConfig",
  "modelPackageConfig",
  "profilerConfig",
  "profilerRuleConfigurations",
  "remoteDebugConfig",
  "retryStrategy",
  "tensorBoardOutputConfig",
  "vpcConfig",
];

/** Tells in ACK.Advisory which fields are accepted and have no effect where the job runs. */
export const advise: Step<TrainingJob, "ACK.Advisory", CarriedTurn> = {
  condition: "ACK.Advisory",
  async run(object, turn) {
    if ((await turn.abilities()).wholeRequest) return {};
    const found = [
      ...IGNORED.filter((field) => object.spec[field] !== undefined),
      ...(object.spec.outputDataConfig.kmsKeyID === undefined ? [] : ["outputDataConfig.kmsKeyID"]),
      ...(object.spec.resourceConfig.volumeKMSKeyID === undefined ? [] : ["resourceConfig.volumeKMSKeyID"]),
      ...(object.spec.resourceConfig.keepAlivePeriodInSeconds === undefined
        ? []
        : ["resourceConfig.keepAlivePeriodInSeconds"]),
    ];
    if (found.length === 0) return {};
    return {
      condition: {
        status: "True",
        reason: "FieldsWithoutEffect",
        message: `Accepted, without effect here: ${found.join(", ")}`,
      },
    };
  },
};
