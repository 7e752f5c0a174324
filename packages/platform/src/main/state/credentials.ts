import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { writeAtomically } from "#lib/write-atomically.ts";

/** The home's own secrets, made once: never the user's, never shown but by `slipway env`. */
export interface Credentials {
  /** Bearer token of the Kubernetes door. */
  readonly token: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Bearer token between the AWS door and the router. */
  readonly routerToken: string;
}

export function loadOrCreateCredentials(path: string): Credentials {
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as Credentials;
  const made: Credentials = {
    token: randomBytes(32).toString("base64url"),
    accessKeyId: accessKeyId(),
    secretAccessKey: randomBytes(30).toString("base64"),
    routerToken: randomBytes(32).toString("base64url"),
  };
  writeAtomically(path, `${JSON.stringify(made, null, 2)}\n`, 0o600);
  return made;
}

/** Twenty characters as AWS's own have, so that clients which check the form accept it. */
function accessKeyId(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return `AKIA${[...randomBytes(16)].map((byte) => alphabet[byte % 32]).join("")}`;
}
