import type { ErrorCode } from "@slipway/model";
import { operationOf } from "@slipway/model/aws/lookup.ts";
import type { OperationRef } from "@slipway/model/aws/object.ts";
import type { Violation } from "@slipway/model/aws/violations.ts";

/** Which code a member of the wrong type has: of an object that is to be stored, the one of every door. */
export function codeOfType(operation: OperationRef): ErrorCode {
  return writes(operation) ? "SLIP-API-004" : "SLIP-AWS-002";
}

/**
 * Which code a breach of AWS's constraints has. Of an object that is to be stored: what its definition can say is refused by
 * the API server at every door; all else its controller refuses when another door has let it in.
 */
export function codeOfBreach(operation: OperationRef, found: readonly Violation[]): ErrorCode {
  if (!writes(operation)) return "SLIP-AWS-003";
  return found.some(isInDefinition) ? "SLIP-API-004" : "SLIP-RUN-004";
}

/** Definitions require top-level fields, and state no patterns, sets or ranges. */
const isInDefinition = ({ at, problem }: Violation): boolean => problem.is === "missing" && at.length === 1;

const writes = ({ service, name }: OperationRef): boolean =>
  operationOf(service, name).kind !== undefined && /^(Create|Update)/.test(name);
