import type { ErrorCode } from "@slipway/model";
import { AwsError } from "../aws-error.ts";

/** IAM's errors by the names of their shapes; how AWS Query calls each, and its status, the service's table says. */
const ERRORS = {
  NoSuchEntityException: "SLIP-IAM-001",
  EntityAlreadyExistsException: "SLIP-IAM-002",
  DeleteConflictException: "SLIP-IAM-003",
  LimitExceededException: "SLIP-IAM-004",
  MalformedPolicyDocumentException: "SLIP-IAM-005",
  UnmodifiableEntityException: "SLIP-IAM-006",
  InvalidInputException: "SLIP-AWS-003",
  ValidationException: "SLIP-AWS-003",
} as const satisfies Readonly<Record<string, ErrorCode>>;

export const iamError = (type: keyof typeof ERRORS, message: string): AwsError =>
  new AwsError(ERRORS[type], message, { type });
