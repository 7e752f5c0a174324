/** Object names: DNS-1123 labels, as Kubernetes wants them; AWS names may be longer and have upper case. */

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export function isDnsLabel(name: string): boolean {
  return LABEL.test(name);
}

/** Why an object whose name is a label of others, or begins theirs, cannot be called so: a sentence; undefined where it can. */
export const dnsLabelProblem = (name: string): string | undefined =>
  isDnsLabel(name) ? undefined : `The name must be up to 63 of a-z, 0-9 and -, and is ${name.slice(0, 80)}.`;

/**
 * The object name of an AWS name: itself when it is a DNS label already, else its DNS-safe form plus a hash of the
 * original, so that two AWS names never share an object name by accident.
 */
export function objectName(awsName: string): string {
  return isDnsLabel(awsName) ? awsName : childName(awsName, fnv1a(awsName));
}

/** `base-suffix`, DNS-safe and at most 63 characters; a base that had to be cut keeps a hash of itself. */
export function childName(base: string, ...suffixes: readonly string[]): string {
  const suffix = suffixes.join("-");
  const safe = trimDashes(base.toLowerCase().replace(/[^a-z0-9-]+/g, "-")) || "x";
  const room = 63 - suffix.length - 1;
  if (safe.length <= room) return `${safe}-${suffix}`;
  const hash = fnv1a(base);
  return `${trimDashes(safe.slice(0, room - hash.length - 1))}-${hash}-${suffix}`;
}

/** By hand: an expression for the end of a text looks for it from every dash. */
function trimDashes(text: string): string {
  let [start, end] = [0, text.length];
  while (text[start] === "-") start++;
  while (end > start && text[end - 1] === "-") end--;
  return text.slice(start, end);
}

/** 32-bit FNV-1a of the UTF-16 code units, as seven base-36 digits: short, stable, not for security. */
export function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0).toString(36).padStart(7, "0");
}
