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

/** An error as AWS Query has it: what every service has by its common name, all else by the service's own table. */
export function queryError(service: AwsService | undefined, { type, status }: AwsError): QueryError {
  if (Object.hasOwn(COMMON, type)) return { code: COMMON[type] ?? type, status };
  const own = service?.queryErrors ?? {};
  return Object.hasOwn(own, type) ? (own[type] ?? { code: type, status }) : { code: type, status };
}
