import { SlipwayError } from "@slipway/model";
import { LRUCache } from "lru-cache";
import type { AccessKey, AccessKeys } from "./access-keys.ts";
import { type Opened, openSession, parentOf } from "./session-token.ts";

/** Who a request says it is from; to be proven by its signature. */
export interface Presented {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
}

/**
 * What a request that presents these credentials must be signed with: a key that was issued, or a temporary one, which counts with
 * its session token alone, until it expires. Undefined of an id that is not known. Throws SLIP-AUTH-008 for a token that is not the
 * one of the id and SLIP-AUTH-009 for one that has expired.
 */
export function findKey(
  accessKeys: AccessKeys,
  { accessKeyId, sessionToken = "" }: Presented,
  now: Date,
): AccessKey | undefined {
  const issued = accessKeys.find(accessKeyId);
  if (sessionToken === "") return issued;
  if (issued !== undefined) throw invalidToken();
  const parentId = parentOf(sessionToken);
  const parent = parentId === undefined ? undefined : accessKeys.find(parentId);
  const opened = parent && openedOnce(parent, sessionToken);
  if (parent === undefined || opened?.accessKeyId !== accessKeyId) throw invalidToken();
  const { secretAccessKey, ...session } = opened;
  if (session.expires.getTime() <= now.getTime()) {
    throw new SlipwayError("SLIP-AUTH-009", "The security token included in the request is expired.");
  }
  return { ...parent, accessKeyId, secretAccessKey, session: { ...session, parentId: parent.accessKeyId } };
}

/** Tokens that an access key was found to have sealed: deriving keys costs more than all else of a small request. */
const MOST_KNOWN = 256;
/** By the key as it was read: one that was changed is another, and knows none. */
const known = new WeakMap<AccessKey, LRUCache<string, Opened>>();

function openedOnce(parent: AccessKey, sessionToken: string): Opened | undefined {
  const tokens = known.get(parent) ?? new LRUCache<string, Opened>({ max: MOST_KNOWN });
  known.set(parent, tokens);
  const before = tokens.get(sessionToken);
  const opened = before ?? openSession(parent, sessionToken);
  if (before === undefined && opened !== undefined) tokens.set(sessionToken, opened);
  return opened;
}

const invalidToken = (): SlipwayError =>
  new SlipwayError("SLIP-AUTH-008", "The security token included in the request is invalid.");

/** The access key that was issued and that this one is, or was made of. */
export const issuedId = ({ accessKeyId, session }: AccessKey): string => session?.parentId ?? accessKeyId;
