import { CATALOGUE, type ErrorCode } from "../errors/catalogue.ts";
import { type ErrorDetails, SlipwayError } from "../errors/slipway-error.ts";
import { webPage } from "../errors/web-page.ts";

/** meta/v1 Status, as far as errors use it. */
interface Status {
  readonly kind?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: ErrorDetails;
}

/** Slipway's own server names the code itself; another API server says no more than the reason. */
const CODE_OF_REASON: Readonly<Record<string, ErrorCode>> = {
  NotFound: "SLIP-API-001",
  AlreadyExists: "SLIP-API-002",
  Conflict: "SLIP-API-003",
  Invalid: "SLIP-API-004",
  Unauthorized: "SLIP-API-005",
  Forbidden: "SLIP-API-006",
  Expired: "SLIP-API-007",
  Gone: "SLIP-API-007",
  BadRequest: "SLIP-API-008",
  MethodNotAllowed: "SLIP-API-010",
  UnsupportedMediaType: "SLIP-API-011",
  RequestEntityTooLarge: "SLIP-API-012",
  NotAcceptable: "SLIP-API-013",
  TooManyRequests: "SLIP-CLIENT-006",
  Timeout: "SLIP-CLIENT-004",
  ServerTimeout: "SLIP-CLIENT-004",
};
const CODE_OF_HTTP: Readonly<Record<number, ErrorCode>> = {
  400: "SLIP-API-008",
  401: "SLIP-API-005",
  403: "SLIP-API-006",
  404: "SLIP-API-009",
  405: "SLIP-API-010",
  406: "SLIP-API-013",
  409: "SLIP-API-003",
  410: "SLIP-API-007",
  413: "SLIP-API-012",
  415: "SLIP-API-011",
  422: "SLIP-API-004",
  429: "SLIP-CLIENT-006",
  504: "SLIP-CLIENT-004",
};

/** The SlipwayError that an answer stands for, whichever API server gave it. */
export function statusError(answer: {
  readonly http: number;
  readonly slipwayCode: string | null;
  readonly body: string;
}): SlipwayError {
  const page = webPage(answer.http, answer.body);
  if (page !== undefined) return new SlipwayError("SLIP-CLIENT-003", page);
  const status = parseStatus(answer.body);
  const code =
    unserved(status) ??
    known(answer.slipwayCode) ??
    codeIn(CODE_OF_REASON, status?.reason ?? "") ??
    codeIn(CODE_OF_HTTP, status?.code ?? answer.http) ??
    "SLIP-CLIENT-005";
  const message = status?.message ?? (answer.body.slice(0, 1000).trim() || `HTTP status ${answer.http}`);
  return new SlipwayError(code, message, { details: status?.details ?? {} });
}

/** A real API server says NotFound of a resource type too, and then names no object. */
function unserved(status: Status | undefined): ErrorCode | undefined {
  const said = status?.message?.startsWith("the server could not find the requested resource") === true;
  return said && status?.reason === "NotFound" ? "SLIP-API-009" : undefined;
}

/** What the server says may be any word, also one that every object has. */
export function codeIn<K extends string | number>(
  codes: Readonly<Record<K, ErrorCode>>,
  word: K,
): ErrorCode | undefined {
  return Object.hasOwn(codes, word) ? codes[word] : undefined;
}

/** A newer server may name codes that this client does not know yet. */
export function known(code: string | null | undefined): ErrorCode | undefined {
  return code != null && Object.hasOwn(CATALOGUE, code) ? (code as ErrorCode) : undefined;
}

function parseStatus(body: string): Status | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
