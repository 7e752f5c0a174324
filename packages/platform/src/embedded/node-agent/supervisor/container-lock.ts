import { createHash } from "node:crypto";

const SMALLEST = 10 ** 14;

/**
 * A number for one container that its processes carry as a resource limit that the kernel keeps for nothing else (the
 * number of file locks, not enforced since Linux 2.4): whoever changes its parent, session and environment keeps it, and only
 * root can raise it.
 */
export function lockOf(uid: string, container: string): number {
  const digest = createHash("sha256").update(`${uid}/${container}`).digest();
  return SMALLEST + digest.readUIntBE(0, 6);
}

/** The number that a process carries, from the text of its `/proc/PID/limits`. */
export function lockIn(limits: string): number | undefined {
  const [, hard] = /^Max file locks +\S+ +(\d+) /m.exec(limits) ?? [];
  const lock = Number(hard ?? 0);
  return lock >= SMALLEST && lock < SMALLEST + 2 ** 48 ? lock : undefined;
}
