import { isSlipwayError, SlipwayError } from "@slipway/model";

interface ServiceAnswer {
  readonly name: string;
  readonly message: string;
  /** Missing when no answer came. */
  readonly status: number | undefined;
}

type Code = ConstructorParameters<typeof SlipwayError>[0];

const BY_NAME: Readonly<Record<string, Code>> = {
  NoSuchBucket: "SLIP-S3-001",
  BucketAlreadyOwnedByYou: "SLIP-S3-006",
  NoSuchKey: "SLIP-S3-002",
  NotFound: "SLIP-S3-002",
  InvalidRange: "SLIP-S3-013",
  InsufficientStorage: "SLIP-S3-015",
  XMinioStorageFull: "SLIP-S3-015",
  QuotaExceeded: "SLIP-S3-015",
  PreconditionFailed: "SLIP-S3-014",
};

/** What a failed call means, in the catalogue's words; `what` names the bucket and the key. */
export function s3Failure(error: unknown, what: string): SlipwayError {
  if (isSlipwayError(error)) return error;
  const { name, message, status } = answerOf(error);
  const known = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (known !== undefined)
    return new SlipwayError(known, `${what}: the object store answers ${name}.`, { cause: error });
  if (status === 401 || status === 403) {
    return new SlipwayError(
      "SLIP-S3-018",
      `${what}: the object store answers ${status} ${name}: ${message}`,
      { cause: error },
    );
  }
  if (status === undefined || status >= 500 || status === 429) {
    const why = status === undefined ? message : `${status} ${name}`;
    return new SlipwayError("SLIP-S3-019", `${what}: the object store does not answer (${why}).`, {
      cause: error,
    });
  }
  return new SlipwayError("SLIP-S3-017", `${what}: the object store answers ${status} ${name}: ${message}`, {
    cause: error,
  });
}

/** Whether asking again may help: the store was away or overloaded, or full. */
export const isPassing = (error: unknown): boolean =>
  isSlipwayError(error, "SLIP-S3-019") || isSlipwayError(error, "SLIP-S3-015");

function answerOf(error: unknown): ServiceAnswer {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), status: undefined };
  const metadata = "$metadata" in error ? (error.$metadata as { httpStatusCode?: number }) : undefined;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const message = error.message === "" ? (code ?? error.name) : error.message;
  return { name: error.name, message, status: metadata?.httpStatusCode };
}
