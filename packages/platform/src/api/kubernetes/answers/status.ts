import { type ErrorCode, type ErrorDetails, SlipwayError } from "@slipway/model";

/** meta/v1 Status: how Kubernetes says that something failed, or that there is nothing else to say. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: Record<string, never>;
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: ErrorDetails;
  readonly code?: number;
}

/** An error as a Status; what is not ours becomes an InternalError that gives nothing away. */
export function failure(error: unknown): {
  readonly status: Status;
  readonly code: ErrorCode;
  readonly http: number;
} {
  const known = asSlipwayError(error);
  const { http, reason } = known.entry;
  return {
    http,
    code: known.code,
    status: {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: known.message,
      reason,
      ...(Object.keys(known.details).length === 0 ? {} : { details: known.details }),
      code: http,
    },
  };
}

export function success(details: ErrorDetails): Status {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
}

function asSlipwayError(error: unknown): SlipwayError {
  if (error instanceof SlipwayError) return error;
  const http = (error as { readonly statusCode?: unknown } | undefined)?.statusCode;
  if (http === 413) return new SlipwayError("SLIP-API-012", "Request entity too large: limit is 3145728");
  if (http === 400 || http === 415) return new SlipwayError("SLIP-API-008", (error as Error).message);
  return new SlipwayError("SLIP-API-014", "Internal error occurred: see the server's log for what broke", {
    cause: error,
  });
}
