import type { Protocol } from "./protocol.ts";
import { query } from "./query.ts";

const CONTENT_TYPE = "application/xml";

/** AWS REST XML as CloudFront and Route 53 speak it; S3's own has a door of its own. */
export const restXml: Protocol = {
  contentType: CONTENT_TYPE,
  error: (error, requestId) => ({ ...query.error(error, requestId), contentType: CONTENT_TYPE }),
};
