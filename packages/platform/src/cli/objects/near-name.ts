import { type ErrorCode, isSlipwayError, SlipwayError } from "@slipway/model";
import { closest } from "@slipway/model/closest.ts";
import type { Session } from "../session/session.ts";
import { namesOf } from "./find-by-name.ts";
import { knownKinds } from "./known-kinds.ts";

const NOT_THERE: ReadonlySet<ErrorCode> = new Set(["SLIP-API-001", "SLIP-CLI-007"]);

/** An error that names an object which is not there, with the name that was probably meant; any other as it is. */
export async function withNearName(session: Session, error: unknown): Promise<unknown> {
  if (!isSlipwayError(error) || !NOT_THERE.has(error.code)) return error;
  const { name, kind: plural } = error.details;
  const kind = knownKinds(session).find((known) => known.plural === plural);
  if (name === undefined || kind === undefined) return error;
  // The guess is a courtesy: what keeps it from being made is not what the caller asked about.
  const nearest = closest(name, await namesOf(session, kind).catch(() => []));
  if (nearest === undefined || nearest === name) return error;
  const { details, code, message, cause } = error;
  return new SlipwayError(code, `${message}; did you mean ${kind.singular}/${nearest}?`, { details, cause });
}
