import { json11 } from "./json-1-1.ts";
import type { Protocol } from "./protocol.ts";

const CONTENT_TYPE = "application/x-amz-json-1.0";

/** AWS JSON 1.0: DynamoDB, SQS, Step Functions; the same as 1.1 but for its name. */
export const json10: Protocol = {
  contentType: CONTENT_TYPE,
  error: (error, requestId) => ({ ...json11.error(error, requestId), contentType: CONTENT_TYPE }),
};
