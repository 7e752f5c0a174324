import { SlipwayError } from "@slipway/model";

interface AwsError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const asError = (error: unknown): AwsError => (error instanceof Error ? error : new Error(String(error)));

/** SageMaker says that something is not there as ResourceNotFound, or as a ValidationException with one of these words. */
export function isMissing(error: unknown): boolean {
  const { name, message } = asError(error);
  if (name === "ResourceNotFound" || name === "ResourceNotFoundException") return true;
  return (
    name === "ValidationException" &&
    /could not find|requested resource not found|does not exist/i.test(message)
  );
}

/** Something has the name already. */
export function isTaken(error: unknown): boolean {
  const { name, message } = asError(error);
  if (name === "ResourceInUse" || name === "ResourceInUseException") return true;
  return name === "ValidationException" && /already exist/i.test(message);
}

/** The request does not fit the status that the resource is in: it is over already, or still changes. */
export function isWrongStatus(error: unknown): boolean {
  const { name, message } = asError(error);
  return (
    name === "ValidationException" &&
    /\bin (the )?("?\w+"? )?status\b|\bwith status\b|\bin-progress\b/i.test(message)
  );
}

/** Whoever answers does not have the operation: AWS says so by name, others by a status or a page that is no JSON. */
export function isUnknownOperation(error: unknown): boolean {
  const { name, $metadata } = asError(error);
  if (/^(UnknownOperation|NotImplemented|InvalidAction)/.test(name)) return true;
  const status = $metadata?.httpStatusCode ?? 0;
  return status === 501 || (name === "SyntaxError" && (status === 500 || status === 404));
}

export function isDenied(error: unknown): boolean {
  return /^AccessDenied/.test(asError(error).name);
}

/** AWS says no to what was asked for; asking again in the same words changes nothing. */
export function isInvalid(error: unknown): boolean {
  return asError(error).name === "ValidationException";
}

/** The account's quota has no room for what was asked for; another day it may. */
export function isOverQuota(error: unknown): boolean {
  return asError(error).name === "ResourceLimitExceeded";
}

/** A refusal in AWS's own words. */
export function refusedByAws(operation: string, error: unknown): SlipwayError {
  return new SlipwayError("SLIP-SAGEMAKER-003", `${operation}: ${asError(error).message}`, { cause: error });
}

const UNCONFIGURED =
  /^(CredentialsProviderError|TokenProviderError|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|ExpiredToken(Exception)?)$/;

/** Errors of the set-up tell what to set up; all others stay as they are, so that their names can be asked for. */
export function withRemedy(error: unknown): unknown {
  const { name, message } = asError(error);
  if (!UNCONFIGURED.test(name) && message !== "Region is missing") return error;
  return new SlipwayError("SLIP-SAGEMAKER-006", message, { cause: error });
}
