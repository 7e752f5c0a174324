import type { Key } from "@slipway/model";
import { wordsOf } from "#lib/words-of.ts";
import { badRequest } from "../errors/status-errors.ts";

/** Where a paged list goes on: after which key, and as of which revision. */
export interface Place {
  readonly revision: number;
  readonly after: Key;
}

const VERSION = "meta.k8s.io/v1";

export function encodeContinue({ revision, after }: Place): string {
  return Buffer.from(JSON.stringify({ v: VERSION, rv: revision, start: after })).toString("base64url");
}

export function decodeContinue(token: string): Place {
  try {
    const place = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (place.v === VERSION && Number.isSafeInteger(place.rv) && typeof place.start === "string") {
      return { revision: place.rv, after: place.start };
    }
  } catch (error) {
    const why = wordsOf(error);
    throw badRequest(`invalid continue token: continue key is not valid: ${why}`);
  }
  throw badRequest("invalid continue token: continue key is not valid: it holds no place");
}
