import type { AccessKey, Session } from "../../access-keys.ts";
import { sealSession } from "../../session-token.ts";

/** Temporary credentials of a key, as STS answers them; whole seconds, since clients are told no less. */
export function credentials(
  key: AccessKey,
  { role, now, seconds }: { readonly role?: Session["role"]; readonly now: Date; readonly seconds: number },
) {
  const expires = new Date((Math.floor(now.getTime() / 1000) + seconds) * 1000);
  const made = sealSession(key, { expires, ...(role === undefined ? {} : { role }) });
  return {
    AccessKeyId: made.accessKeyId,
    SecretAccessKey: made.secretAccessKey,
    SessionToken: made.sessionToken,
    Expiration: expires,
  };
}
