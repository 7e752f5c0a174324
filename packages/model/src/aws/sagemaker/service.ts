import type { AwsService } from "../service.ts";
import { OPERATIONS } from "./operations.generated.ts";
import { SHAPES } from "./shapes.generated.ts";

/** SageMaker's control API. */
export const SAGEMAKER: AwsService = {
  name: "sagemaker",
  targetPrefix: "SageMaker",
  operations: OPERATIONS,
  shapes: SHAPES,
};
