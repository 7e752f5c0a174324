import type { AwsService } from "../service.ts";
import { OPERATIONS, PROTOCOLS, QUERY_ERRORS } from "./operations.generated.ts";
import { SHAPES } from "./shapes.generated.ts";

/** CloudWatch's metrics and alarms, as far as they are served. */
export const MONITORING: AwsService = {
  name: "monitoring",
  protocols: PROTOCOLS,
  operations: OPERATIONS,
  shapes: SHAPES,
  queryErrors: QUERY_ERRORS,
  anyNumber: true,
  invalidInputs: {
    GetMetricStatistics: "InvalidParameterValueException",
    ListMetrics: "InvalidParameterValueException",
    PutMetricData: "InvalidParameterValueException",
  },
};
