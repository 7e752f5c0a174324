import { type ErrorCode, type ErrorDetails, SlipwayError } from "@slipway/model";
import type { OperationName } from "../operations.ts";

/** What the thread is started with. */
export interface WorkerData {
  readonly path: string;
}

export type Request =
  | { readonly id: number; readonly name: OperationName; readonly args: readonly unknown[] }
  | { readonly id: number; readonly name: "close" };

/** Answer 0 says that the file is open, or why it is not. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: PlainError };

/** A SlipwayError as it crosses threads, where classes are lost. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

export function plain({ code, message, details }: SlipwayError): PlainError {
  return { code, message, details };
}

export function revived({ code, message, details }: PlainError): SlipwayError {
  return new SlipwayError(code, message, { details });
}
