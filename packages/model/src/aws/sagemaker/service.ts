import type { AwsService } from "../service.ts";
import { OPERATIONS } from "./operations.generated.ts";
import { SHAPES } from "./shapes.generated.ts";

/** SageMaker's control API. */
export const SAGEMAKER: AwsService = {
  name: "sagemaker",
  protocol: "json-1.1",
  targetPrefix: "SageMaker",
  operations: OPERATIONS,
  shapes: SHAPES,
};
