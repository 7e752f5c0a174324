import type { AwsService } from "../service.ts";
import { OPERATIONS, PROTOCOLS, QUERY_ERRORS } from "./operations.generated.ts";
import { SHAPES } from "./shapes.generated.ts";

/** AWS Identity and Access Management, as far as it is served. */
export const IAM: AwsService = {
  name: "iam",
  protocols: PROTOCOLS,
  operations: OPERATIONS,
  shapes: SHAPES,
  queryErrors: QUERY_ERRORS,
};
