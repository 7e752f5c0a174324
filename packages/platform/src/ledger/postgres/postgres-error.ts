import { isSlipwayError, SlipwayError } from "@slipway/model";
import { wordsOf } from "#lib/words-of.ts";

/** SQLSTATE classes and Node's codes of what time mends: connections, restarts, serialization, too many clients. */
const PASSING =
  /^(08...|40001|40P01|53300|57P0[1-3]|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** What `pg` says without a code when a connection is gone or none is to be had. */
const BROKEN =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i;

export function mayPass(error: unknown): boolean {
  if (isSlipwayError(error) || !(error instanceof Error)) return false;
  return PASSING.test(codeOf(error)) || BROKEN.test(error.message);
}

/** What PostgreSQL, the way to it or the ledger itself threw, as the error that leaves the ledger. */
export function postgresError(error: unknown): SlipwayError {
  if (isSlipwayError(error)) return error;
  const words = wordsOf(error);
  const code = codeOf(error);
  if (code === "53100")
    return new SlipwayError("SLIP-LEDGER-002", `the ledger's database: ${words}`, { cause: error });
  const known = mayPass(error) ? "SLIP-LEDGER-010" : "SLIP-LEDGER-011";
  return new SlipwayError(known, `the ledger's database: ${words}`, { cause: error });
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return String((error as { readonly code?: unknown } | undefined)?.code ?? "");
}
