import { defined, SlipwayError } from "@slipway/model";
import { flag, integer, text } from "#lib/http/parameters.ts";

/** core/v1 PodLogOptions, as far as they are served. */
export interface LogOptions {
  readonly container?: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  /** Lines written before are left out. */
  readonly since?: Date;
  readonly tailLines?: number;
  readonly limitBytes?: number;
}

export function logOptions(query: URLSearchParams, now: Date): LogOptions {
  return {
    follow: flag(query, "follow") ?? false,
    previous: flag(query, "previous") ?? false,
    timestamps: flag(query, "timestamps") ?? false,
    ...defined({
      container: text(query, "container"),
      since: since(query, now),
      tailLines: atLeast(query, "tailLines", 0),
      limitBytes: atLeast(query, "limitBytes", 1),
    }),
  };
}

function since(query: URLSearchParams, now: Date): Date | undefined {
  const seconds = atLeast(query, "sinceSeconds", 1);
  const time = text(query, "sinceTime");
  if (seconds !== undefined && time !== undefined) {
    throw invalid(
      "sinceSeconds",
      "Forbidden",
      "at most one of `sinceTime` or `sinceSeconds` may be specified",
    );
  }
  if (time === undefined) return seconds === undefined ? undefined : new Date(now.getTime() - seconds * 1000);
  const parsed = new Date(time);
  if (Number.isNaN(parsed.getTime())) {
    throw new SlipwayError(
      "SLIP-API-008",
      `sinceTime: expected an RFC 3339 time, got ${JSON.stringify(time)}`,
    );
  }
  return parsed;
}

function atLeast(query: URLSearchParams, name: string, least: number): number | undefined {
  const value = integer(query, name);
  if (value !== undefined && value < least) {
    throw invalid(name, "Invalid", `${value}: must be greater than or equal to ${least}`);
  }
  return value;
}

function invalid(field: string, reason: "Forbidden" | "Invalid", text: string): SlipwayError {
  const message = `${reason === "Invalid" ? "Invalid value" : reason}: ${text}`;
  return new SlipwayError("SLIP-API-004", `PodLogOptions "" is invalid: ${field}: ${message}`, {
    details: { kind: "PodLogOptions", causes: [{ reason: `FieldValue${reason}`, message, field }] },
  });
}
