import { type ErrorCode, SlipwayError } from "@slipway/model";
import { refinementOf } from "./refined.ts";
import type { S3Answer } from "./s3-call.ts";
import { element } from "./xml/element.ts";

/** Where S3's own code differs from the one at the other AWS doors. */
const CODES: Partial<Record<ErrorCode, string>> = {
  "SLIP-AUTH-001": "AccessDenied",
  "SLIP-AUTH-002": "AuthorizationHeaderMalformed",
  "SLIP-AUTH-003": "InvalidAccessKeyId",
  "SLIP-AUTH-004": "SignatureDoesNotMatch",
  "SLIP-AUTH-005": "RequestTimeTooSkewed",
  "SLIP-AUTH-006": "XAmzContentSHA256Mismatch",
  "SLIP-AUTH-008": "InvalidToken",
  "SLIP-AUTH-009": "ExpiredToken",
  "SLIP-AUTH-010": "AuthorizationHeaderMalformed",
  "SLIP-API-006": "AccessDenied",
  "SLIP-API-014": "InternalError",
  "SLIP-API-016": "SlowDown",
};

/** Where its status differs as well. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  "SLIP-AUTH-008": 400,
  "SLIP-AUTH-009": 400,
  "SLIP-AUTH-010": 400,
};
/** And where S3 has one of its own for one of the codes of an entry. */
const REFINED_STATUS: Readonly<Record<string, number>> = { InvalidPartNumber: 416 };

/** Its codes where the signature stands in the query. */
const PRESIGNED: Partial<Record<ErrorCode, string>> = {
  "SLIP-AUTH-002": "AuthorizationQueryParametersError",
  "SLIP-AUTH-005": "AccessDenied",
  "SLIP-AUTH-010": "AuthorizationQueryParametersError",
};
const IS_PRESIGNED = /(?:^|&)(?:X-Amz-Algorithm|AWSAccessKeyId)=/;

/** An error as S3 says it: its code and status, with ours in a header. `url`: of the request. */
export function s3Error(error: unknown, requestId: string, url: string): S3Answer {
  const known = error instanceof SlipwayError ? error : broken;
  const [resource = "", query = ""] = url.split("?", 2);
  const presigned = IS_PRESIGNED.test(query) ? PRESIGNED[known.code] : undefined;
  const code = refinementOf(known) ?? presigned ?? CODES[known.code] ?? known.entry.aws;
  const root = element(
    "Error",
    element("Code", code),
    element("Message", known.message),
    element("Resource", resource),
    element("RequestId", requestId),
  );
  return {
    status: REFINED_STATUS[code] ?? STATUS[known.code] ?? known.entry.http,
    headers: { "x-slipway-code": known.code },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${root}`,
  };
}

const broken = new SlipwayError("SLIP-API-014", "Something broke inside Slipway; its log says what.");
