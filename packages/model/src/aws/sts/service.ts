import type { AwsService } from "../service.ts";
import { OPERATIONS, PROTOCOLS, QUERY_ERRORS } from "./operations.generated.ts";
import { SHAPES } from "./shapes.generated.ts";

/** AWS's Security Token Service, as far as it is served. */
export const STS: AwsService = {
  name: "sts",
  protocols: PROTOCOLS,
  operations: OPERATIONS,
  shapes: SHAPES,
  queryErrors: QUERY_ERRORS,
};
