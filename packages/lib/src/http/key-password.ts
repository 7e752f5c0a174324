import { createHmac } from "node:crypto";
import { sameBytes } from "../same-bytes.ts";

/** A password that shows who holds an access key, for one purpose alone: nothing of the key's secret can be learned from it. */
export function keyPassword(secretAccessKey: string, purpose: string): string {
  return createHmac("sha256", secretAccessKey).update(purpose).digest("base64url");
}

/** The user and password of `Basic ...` (RFC 7617); undefined where there is no such thing. */
export function basicCredentials(
  header: string | undefined,
): { readonly user: string; readonly password: string } | undefined {
  const [, encoded = ""] = /^Basic +([\w+/]+={0,2})$/i.exec(header ?? "") ?? [];
  const decoded = Buffer.from(encoded, "base64").toString();
  const [, user, password] = /^([^:]+):(.+)$/.exec(decoded) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}

/** Takes as long for any password of the right length. */
export const isPassword = (
  given: string,
  { secret, purpose }: { readonly secret: string; readonly purpose: string },
): boolean => sameBytes(given, keyPassword(secret, purpose));
