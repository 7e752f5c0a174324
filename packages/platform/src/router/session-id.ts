import { createHash } from "node:crypto";

/** What a client sends who wants a session. */
export const NEW_SESSION = "NEW_SESSION";

/** A session as its id tells of it. */
export interface Session {
  /** The id that its container gave it. */
  readonly own: string;
  /** The instance that it is at: see `instanceName`. */
  readonly instance: string;
  /** Seconds since the epoch. */
  readonly expires: number;
}

const SECONDS = 7;
const INSTANCE = 13;
const LATEST = 36 ** SECONDS - 1;
const SEALED = new RegExp(`^(.+)-([0-9a-z]{${SECONDS}})([0-9a-z]{${INSTANCE}})$`);

/** Digits of a hash that say which of a variant's instances one is, and nothing else about it. */
export function instanceName(uid: string): string {
  const digest = createHash("sha256").update(uid).digest().readBigUInt64BE();
  return digest.toString(36).padStart(INSTANCE, "0");
}

/** The id that clients have: the container's, and behind it when the session ends and where it is. Any router can read it. */
export function sealSession({ own, instance, expires }: Session): string {
  return `${own}-${Math.min(expires, LATEST).toString(36).padStart(SECONDS, "0")}${instance}`;
}

/** Undefined for an id that no router has made. */
export function openSession(id: string): Session | undefined {
  const [, own, expires, instance] = SEALED.exec(id) ?? [];
  if (own === undefined || expires === undefined || instance === undefined) return undefined;
  return { own, instance, expires: Number.parseInt(expires, 36) };
}
