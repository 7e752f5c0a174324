import type { ArtifactInfo } from "./artifacts.ts";
import type { ExpiryRule } from "./object-store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The rule by which an object that is there goes first, and when; undefined where none says so. */
export function expiryOf(
  rules: readonly ExpiryRule[],
  info: ArtifactInfo,
): { readonly rule: ExpiryRule; readonly at: Date } | undefined {
  let first: { readonly rule: ExpiryRule; readonly at: Date } | undefined;
  for (const rule of rules) {
    if (!holds(rule, info)) continue;
    const at = rule.days === undefined ? rule.at : dueAfter(info.lastModified, rule.days).getTime();
    if (at !== undefined && (first === undefined || at < first.at.getTime()))
      first = { rule, at: new Date(at) };
  }
  return first;
}

/** So many days on, and then the next midnight: S3 counts in whole days of UTC. */
export const dueAfter = (since: Date, days: number): Date =>
  new Date(Math.ceil((since.getTime() + days * DAY_MS) / DAY_MS) * DAY_MS);

/** Whether the rule is of this object. */
export function holds(
  { prefix = "", tags = {}, largerThan = -1, smallerThan = Number.POSITIVE_INFINITY }: ExpiryRule,
  info: Pick<ArtifactInfo, "key" | "size" | "tags">,
): boolean {
  return (
    info.key.startsWith(prefix) &&
    info.size > largerThan &&
    info.size < smallerThan &&
    Object.entries(tags).every(([name, value]) => info.tags?.[name] === value)
  );
}
