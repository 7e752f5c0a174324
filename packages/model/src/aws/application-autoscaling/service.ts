import type { AwsService } from "../service.ts";
import { OPERATIONS, PROTOCOLS } from "./operations.generated.ts";
import { SHAPES } from "./shapes.generated.ts";

/** Application Auto Scaling, as far as it is served. */
export const APPLICATION_AUTOSCALING: AwsService = {
  name: "application-autoscaling",
  protocols: PROTOCOLS,
  operations: OPERATIONS,
  shapes: SHAPES,
};
