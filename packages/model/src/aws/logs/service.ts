import type { AwsService } from "../service.ts";
import { OPERATIONS, PROTOCOLS } from "./operations.generated.ts";
import { SHAPES } from "./shapes.generated.ts";

/** CloudWatch Logs, as far as it is served. */
export const LOGS: AwsService = {
  name: "logs",
  protocols: PROTOCOLS,
  operations: OPERATIONS,
  shapes: SHAPES,
  invalidInput: "InvalidParameterException",
};
