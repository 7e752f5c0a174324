import type { ProcessingJobSpec } from "./type.generated.ts";

/** A job that says nothing runs at most a day. */
export const MAX_RUNTIME_SECONDS = 86_400;

/** The spec with what AWS fills in and tells in Describe; what is set stays. */
export function withProcessingJobDefaults(spec: ProcessingJobSpec): ProcessingJobSpec {
  const { processingInputs, stoppingCondition } = spec;
  return {
    ...spec,
    ...(processingInputs === undefined
      ? {}
      : {
          processingInputs: processingInputs.map(({ s3Input, ...input }) => ({
            ...input,
            appManaged: input.appManaged ?? false,
            ...(s3Input === undefined
              ? {}
              : {
                  s3Input: {
                    s3DataDistributionType: "FullyReplicated",
                    s3CompressionType: "None",
                    ...s3Input,
                  },
                }),
          })),
        }),
    ...(spec.processingOutputConfig === undefined
      ? {}
      : {
          processingOutputConfig: {
            ...spec.processingOutputConfig,
            outputs: (spec.processingOutputConfig.outputs ?? []).map((output) => ({
              ...output,
              appManaged: output.appManaged ?? false,
            })),
          },
        }),
    stoppingCondition: {
      ...stoppingCondition,
      maxRuntimeInSeconds: stoppingCondition?.maxRuntimeInSeconds ?? MAX_RUNTIME_SECONDS,
    },
  };
}
