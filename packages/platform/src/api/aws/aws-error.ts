import { CATALOGUE, type ErrorCode, isSlipwayError, type SlipwayError } from "@slipway/model";

/** An error as AWS clients see it. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  /** AWS's name of the error: what SDKs make an exception class of. */
  readonly type: string;
  readonly status: number;
  readonly code: ErrorCode;
  /** Further members of the error's shape, beside its message. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Sent with it. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    message: string,
    more: {
      readonly type?: string;
      readonly status?: number;
      readonly members?: Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    const entry = CATALOGUE[code];
    this.code = code;
    this.type = more.type ?? entry.aws;
    this.status = more.status ?? entry.http;
    this.members = more.members ?? {};
    this.headers = more.headers ?? {};
  }
}

/** Any error in AWS's form; what nobody foresaw says nothing of its inside. */
export function toAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (isSlipwayError(error)) {
    const status = UNKNOWN_TO_AWS.includes(error.entry.http) ? 400 : error.entry.http;
    return new AwsError(error.code, wording(error), { status, cause: error });
  }
  return new AwsError("SLIP-API-014", "An internal failure occurred; the server's log says more.", {
    cause: error,
  });
}

/** AWS says these by the error's name alone. */
const UNKNOWN_TO_AWS: readonly number[] = [404, 409, 410, 422];

/** A field that the API server misses is told as AWS tells it; all else in the API server's words. */
function wording(error: SlipwayError): string {
  const missing = (error.details.causes ?? []).flatMap(({ reason, field }) =>
    reason === "FieldValueRequired" && field?.startsWith("spec.") ? [field.slice("spec.".length)] : [],
  );
  if (missing.length === 0 || missing.length !== error.details.causes?.length) return error.message;
  const sentences = missing.map(
    (field) => `Value null at '${field}' failed to satisfy constraint: Member must not be null`,
  );
  return `${missing.length} validation ${missing.length === 1 ? "error" : "errors"} detected: ${sentences.join("; ")}`;
}
