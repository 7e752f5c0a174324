import { PROXY_USER } from "@slipway/model/aws/catch-aws.ts";
import { basicCredentials, isPassword, keyPassword } from "#lib/http/key-password.ts";

const PURPOSE = "slipway proxy";

/** Who may use the proxy: whoever holds an access key of the home. */
export const proxyPassword = (secretAccessKey: string): string => keyPassword(secretAccessKey, PURPOSE);

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
  const { user = "", password = "" } = basicCredentials(header) ?? {};
  const [, id = ""] = /^slipway-(\w+)$/.exec(user) ?? [];
  const secret = secretOf(id);
  return secret !== undefined && isPassword(password, { secret, purpose: PURPOSE }) ? id : undefined;
}
