import type { Abilities } from "@slipway/model/kinds/abilities.ts";

/** The SageMaker runtime says so of whatever it is given. */
export const SAGEMAKER: Abilities = {
  runtime: "sagemaker",
  wholeRequest: true,
  can: {
    instances: true,
    spot: true,
    checkpoints: true,
    streams: true,
    pipelines: true,
    shadows: true,
  },
};
