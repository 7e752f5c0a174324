import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { SlipwayError } from "@slipway/model";
import { readIfThere } from "#lib/read-if-there.ts";
import { writeAtomically } from "#lib/write-atomically.ts";
import type { Layout } from "./layout.ts";

/** The home's own secrets, made once: never the user's, never shown but by `slipway env`. */
export interface Credentials {
  /** Bearer token of the Kubernetes door. */
  readonly token: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Bearer token between the AWS door and the router. */
  readonly routerToken: string;
}

const NAMES = ["token", "accessKeyId", "secretAccessKey", "routerToken"] as const;

/** Throws SLIP-STATE-004, without a word of what the file holds. */
export function readCredentials(path: string): Credentials {
  const read = parse(readIfThere(path) ?? "");
  const missing = NAMES.filter((name) => typeof read?.[name] !== "string" || read[name] === "");
  if (read !== undefined && missing.length === 0) return read;
  const why = read === undefined ? "is not readable as JSON" : `lacks ${missing.join(", ")}`;
  throw new SlipwayError("SLIP-STATE-004", `${path} ${why}: ${HELP}`);
}

/** What must not be printed. */
export function secretsOf({ token, secretAccessKey, routerToken }: Credentials): readonly string[] {
  return [token, secretAccessKey, routerToken];
}

const HELP =
  "put it back from a backup, or delete it and kubeconfig to get new keys; clients then have to be set up again";

/** Makes them for a folder that never had some: new ones in place of lost ones would shut every client out. */
export function loadOrCreateCredentials(at: Pick<Layout, "credentials" | "kubeconfig">): Credentials {
  const path = at.credentials;
  if (existsSync(path)) return readCredentials(path);
  if (existsSync(at.kubeconfig)) throw new SlipwayError("SLIP-STATE-004", `${path} is gone: ${HELP}`);
  const made: Credentials = {
    token: randomBytes(32).toString("base64url"),
    accessKeyId: accessKeyId(),
    secretAccessKey: secretAccessKey(),
    routerToken: randomBytes(32).toString("base64url"),
  };
  writeAtomically(path, `${JSON.stringify(made, null, 2)}\n`, 0o600);
  return made;
}

/** The parser's own message would quote the text. */
function parse(text: string): Credentials | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null ? (read as Credentials) : undefined;
  } catch {
    return undefined;
  }
}

/** Twenty characters as AWS's own have, so that clients which check the form accept it. */
export function accessKeyId(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return `AKIA${[...randomBytes(16)].map((byte) => alphabet[byte % 32]).join("")}`;
}

/** Forty characters, as AWS's own. */
export function secretAccessKey(): string {
  return randomBytes(30).toString("base64");
}
