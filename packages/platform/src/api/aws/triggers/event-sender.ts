import { createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { SlipwayError } from "@slipway/model";
import { type TriggerAddress, triggerPurpose } from "@slipway/model/kinds/trigger/index.ts";
import { basicCredentials, isPassword, keyPassword } from "#lib/http/key-password.ts";
import { sameBytes } from "#lib/same-bytes.ts";
import type { AccessKey, AccessKeys } from "../../access-keys.ts";

/** Whose access key stands behind an event. */
export type Sender =
  | { readonly by: "head"; readonly key: AccessKey }
  /** Known once the body is here. */
  | { readonly by: "body"; prove(body: Buffer): AccessKey };

/**
 * Who sends an event: by the trigger's password, as GitLab sends it, as a bearer's or Basic's; or by a signature with it over the body as GitHub
 * makes it. Throws SLIP-AUTH-014.
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function senderOf(
  { name, keyId }: TriggerAddress,
  headers: IncomingHttpHeaders,
  accessKeys: Pick<AccessKeys, "find">,
): Sender {
  const basic = basicCredentials(headers.authorization);
  const key = accessKeys.find(basic?.user ?? keyId ?? "");
  if (key === undefined) throw unknownSender();
  const purpose = triggerPurpose({ namespace: key.namespace, name });
  const signature = headers["x-hub-signature-256"];
  if (typeof signature === "string")
    return {
      by: "body",
      prove: (body) => {
        if (sameBytes(signature, hubSignature(keyPassword(key.secretAccessKey, purpose), body))) return key;
        throw unknownSender();
      },
    };
  const [, bearer] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  const password = basic?.password ?? bearer ?? headers["x-gitlab-token"];
  if (typeof password === "string" && isPassword(password, { secret: key.secretAccessKey, purpose }))
    return { by: "head", key };
  throw unknownSender();
}

/** What GitHub sends as X-Hub-Signature-256. */
export const hubSignature = (secret: string, body: Buffer): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

const unknownSender = (): SlipwayError =>
  new SlipwayError("SLIP-AUTH-014", "The event needs the trigger's password, or a signature made with it.");
