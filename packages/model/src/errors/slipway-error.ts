import { CATALOGUE, type CatalogueEntry, type ErrorCode } from "./catalogue.ts";

/** One field's complaint, as in meta/v1 StatusCause. */
export interface ErrorCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

/** Data of an error (meta/v1 StatusDetails); doors put what they can say of it into their own wording. */
export interface ErrorDetails {
  readonly name?: string;
  readonly group?: string;
  /** The resource's plural, as Kubernetes writes it here. */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly ErrorCause[];
  readonly retryAfterSeconds?: number;
}

/**
 * The one error that crosses folders. `message` says what happened and why, in words of this case; the remedy and
 * each door's translation come from the catalogue. Never carries a secret.
 */
export class SlipwayError extends Error {
  override readonly name = "SlipwayError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly details?: ErrorDetails; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }

  get entry(): CatalogueEntry {
    return CATALOGUE[this.code];
  }
}

export function isSlipwayError(error: unknown, code?: ErrorCode): error is SlipwayError {
  return error instanceof SlipwayError && (code === undefined || error.code === code);
}

/** The object is not there. */
export const isNotFound = (error: unknown): boolean => hasReason(error, "NotFound");
/** Somebody wrote in between: read again and go again. */
export const isConflict = (error: unknown): boolean => hasReason(error, "Conflict");
export const isAlreadyExists = (error: unknown): boolean => hasReason(error, "AlreadyExists");
/** The revision to watch from is compacted: list again. */
export const isExpired = (error: unknown): boolean => hasReason(error, "Expired");
export const isInvalid = (error: unknown): boolean => hasReason(error, "Invalid");
export const isForbidden = (error: unknown): boolean => hasReason(error, "Forbidden");
/** Nothing more is created there: the namespace is on its way out. */
export const isNamespaceTerminating = (error: unknown): boolean =>
  isForbidden(error) &&
  (error as SlipwayError).details.causes?.some(({ reason }) => reason === "NamespaceTerminating") === true;

function hasReason(error: unknown, reason: CatalogueEntry["reason"]): boolean {
  return error instanceof SlipwayError && error.entry.reason === reason;
}
