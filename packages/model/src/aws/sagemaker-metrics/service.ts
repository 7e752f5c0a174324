import type { AwsService } from "../service.ts";
import { OPERATIONS, PROTOCOLS } from "./operations.generated.ts";
import { SHAPES } from "./shapes.generated.ts";

/** SageMaker's metrics API, which shares the signing name of its control API. */
export const SAGEMAKER_METRICS: AwsService = {
  name: "sagemaker",
  protocols: PROTOCOLS,
  operations: OPERATIONS,
  shapes: SHAPES,
  anyNumber: true,
};
