import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { AccessKey, Session } from "./access-keys.ts";

/**
 * Temporary credentials that nothing is kept of: all that they say stands in their session token, which is sealed (AES-256-GCM) by a
 * key that is derived from the secret of the access key that they were made of, and their secret is derived from that and the token.
 * So they hold in every replica and after a restart, and end with that key, or with its secret.
 */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What a token says, and the secret that goes with it. */
export interface Opened extends Omit<Session, "parentId"> {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

type Parent = Pick<AccessKey, "accessKeyId" | "secretAccessKey">;

const VERSION = 1;
const NONCE = 12;
const TAG = 16;
const ID_BYTES = 10;
const SECRET_BYTES = 30;
/** Far above what any is, and what is looked at of what a stranger sends. */
const LONGEST = 2048;
/** The letters that AWS's access key ids have. */
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Makes temporary credentials of an access key that was issued. */
export function sealSession(parent: Parent, session: Omit<Session, "parentId">): SessionCredentials {
  const id = randomBytes(ID_BYTES);
  const nonce = randomBytes(NONCE);
  const head = headOf(parent.accessKeyId);
  const said = { expires: session.expires.getTime(), role: session.role, id: id.toString("base64") };
  const cipher = createCipheriv("aes-256-gcm", sealingKey(parent), nonce).setAAD(head);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(said)), cipher.final()]);
  const token = Buffer.concat([head, nonce, sealed, cipher.getAuthTag()]);
  return {
    accessKeyId: temporaryId(id),
    secretAccessKey: secretOf(parent, token),
    sessionToken: token.toString("base64"),
  };
}

/** The access key that a token claims to be made of; undefined of what is no token. Nothing of it is proven yet. */
export function parentOf(sessionToken: string): string | undefined {
  const token = bytesOf(sessionToken);
  const length = token?.[1] ?? 0;
  if (token === undefined || token[0] !== VERSION || token.length <= 2 + length + NONCE + TAG)
    return undefined;
  return token.subarray(2, 2 + length).toString("latin1");
}

/** Undefined where this key did not seal the token, or it was changed. */
export function openSession(parent: Parent, sessionToken: string): Opened | undefined {
  const token = bytesOf(sessionToken);
  const head = headOf(parent.accessKeyId);
  if (token === undefined || !token.subarray(0, head.length).equals(head)) return undefined;
  const nonce = token.subarray(head.length, head.length + NONCE);
  const sealed = token.subarray(head.length + NONCE, -TAG);
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(parent), nonce, { authTagLength: TAG })
    .setAAD(head)
    .setAuthTag(token.subarray(-TAG));
  try {
    const text = Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
    const { expires, role, id } = JSON.parse(text) as {
      readonly expires: number;
      readonly role?: Session["role"];
      readonly id: string;
    };
    return {
      accessKeyId: temporaryId(Buffer.from(id, "base64")),
      secretAccessKey: secretOf(parent, token),
      expires: new Date(expires),
      ...(role === undefined ? {} : { role }),
    };
  } catch {
    return undefined;
  }
}

/** One text stands for the bytes, so that a token cannot be written in two ways. */
function bytesOf(sessionToken: string): Buffer | undefined {
  if (sessionToken.length > LONGEST) return undefined;
  const token = Buffer.from(sessionToken, "base64");
  return token.toString("base64") === sessionToken ? token : undefined;
}

function headOf(accessKeyId: string): Buffer {
  const id = Buffer.from(accessKeyId, "latin1");
  return Buffer.concat([Buffer.of(VERSION, id.length), id]);
}

const derived = (secret: string, salt: Uint8Array | string, use: string, length: number): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, salt, `slipway session ${use}`, length));

const sealingKey = ({ secretAccessKey }: Parent): Buffer => derived(secretAccessKey, "", "token", 32);

const secretOf = ({ secretAccessKey }: Parent, token: Uint8Array): string =>
  derived(secretAccessKey, token, "secret", SECRET_BYTES).toString("base64");

/** `ASIA` and sixteen letters, as every temporary key of AWS's has; five bits a letter. */
function temporaryId(id: Uint8Array): string {
  const bits = [...id].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const letters = bits.match(/.{5}/g) ?? [];
  return `ASIA${letters.map((letter) => BASE32[Number.parseInt(letter, 2)]).join("")}`;
}
