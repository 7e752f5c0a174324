import { jsonPattern } from "./json-pattern.ts";
import { spacePattern } from "./space-pattern.ts";
import { termPattern } from "./term-pattern.ts";

/**
 * CloudWatch Logs' filter patterns: whether a message matches. Terms and phrases, `{ $.selectors }` of JSON, `[fields]` delimited by
 * spaces, and `%regular expressions%` in any of them; an empty pattern matches all. Throws InvalidParameterException for a pattern that
 * cannot be read.
 */
export function filterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (text.startsWith("{")) return jsonPattern(text);
  if (text.startsWith("[")) return spacePattern(text);
  return termPattern(text);
}
