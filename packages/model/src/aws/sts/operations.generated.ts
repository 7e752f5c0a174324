// Made by `npm run generate` from AWS's service model; do not edit.
import type { AwsProtocols, QueryError } from "../service.ts";
import type { Operation } from "../shape.ts";

export const PROTOCOLS: AwsProtocols = { query: { version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/" } };

export const QUERY_ERRORS: Readonly<Record<string, QueryError>> = {
  ExpiredTokenException: { code: "ExpiredTokenException", status: 400 },
  MalformedPolicyDocumentException: { code: "MalformedPolicyDocument", status: 400 },
  PackedPolicyTooLargeException: { code: "PackedPolicyTooLarge", status: 400 },
  RegionDisabledException: { code: "RegionDisabledException", status: 403 },
};

export const OPERATIONS = {
  AssumeRole: {
    input: "AssumeRoleRequest",
    output: "AssumeRoleResponse",
    errors: ["MalformedPolicyDocumentException", "PackedPolicyTooLargeException", "RegionDisabledException", "ExpiredTokenException"],
    wrapper: "AssumeRoleResult",
  },
  GetCallerIdentity: { input: "GetCallerIdentityRequest", output: "GetCallerIdentityResponse", wrapper: "GetCallerIdentityResult" },
  GetSessionToken: { input: "GetSessionTokenRequest", output: "GetSessionTokenResponse", errors: ["RegionDisabledException"], wrapper: "GetSessionTokenResult" },
} as const satisfies Readonly<Record<string, Operation>>;
