import type { AwsService } from "../service.ts";
import { OPERATIONS, PROTOCOLS } from "./operations.generated.ts";
import { SHAPES } from "./shapes.generated.ts";

/** SageMaker's control API. */
export const SAGEMAKER: AwsService = {
  name: "sagemaker",
  protocols: PROTOCOLS,
  operations: OPERATIONS,
  shapes: SHAPES,
};
