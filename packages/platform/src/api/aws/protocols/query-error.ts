import type { AwsService, QueryError } from "@slipway/model/aws/service.ts";
import type { AwsError } from "../aws-error.ts";

/** What AWS Query calls the errors that every service has: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html. */
const COMMON: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  ExpiredTokenException: "ExpiredToken",
  IncompleteSignatureException: "IncompleteSignature",
  InvalidSignatureException: "SignatureDoesNotMatch",
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
  SerializationException: "MalformedInput",
  ThrottlingException: "Throttling",
  UnrecognizedClientException: "InvalidClientTokenId",
  ValidationException: "ValidationError",
};

/** An error as AWS Query has it, by the service's own table, then by the one of all services. */
export function queryError(service: AwsService | undefined, { type, status }: AwsError): QueryError {
  const own = service?.queryErrors ?? {};
  if (Object.hasOwn(own, type)) return own[type] ?? { code: type, status };
  return { code: Object.hasOwn(COMMON, type) ? (COMMON[type] ?? type) : type, status };
}
