import { createHmac, timingSafeEqual } from "node:crypto";
import { PROXY_USER } from "@slipway/model/aws/catch-aws.ts";

/** Who may use the proxy: whoever holds an access key of the home. Nothing of the key's secret can be learned from the password. */
export function proxyPassword(secretAccessKey: string): string {
  return createHmac("sha256", secretAccessKey).update("slipway proxy").digest("base64url");
}

/** The address of a proxy for who has the key. */
export const proxyUrl = (
  port: number,
  key: { readonly accessKeyId: string; readonly secretAccessKey: string },
): string => `http://${PROXY_USER}${key.accessKeyId}:${proxyPassword(key.secretAccessKey)}@127.0.0.1:${port}`;

/** The access key that `Proxy-Authorization: Basic ...` (RFC 7617) has the password of; undefined in every other case. */
export function provenKey(
  header: string | undefined,
  secretOf: (accessKeyId: string) => string | undefined,
): string | undefined {
  const [, encoded = ""] = /^Basic +([\w+/]+={0,2})$/i.exec(header ?? "") ?? [];
  const decoded = Buffer.from(encoded, "base64").toString();
  const [, id = "", password = ""] = /^slipway-(\w+):(.+)$/.exec(decoded) ?? [];
  const secret = secretOf(id);
  if (secret === undefined) return undefined;
  const [given, expected] = [password, proxyPassword(secret)].map((text) => Buffer.from(text));
  if (given === undefined || expected === undefined || given.length !== expected.length) return undefined;
  return timingSafeEqual(given, expected) ? id : undefined;
}
