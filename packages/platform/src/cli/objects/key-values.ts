import { usageError } from "../errors/usage-error.ts";

/** `name=value` options as a map; the value may hold further equals signs. */
export function keyValues(option: string, given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf("=");
      if (at <= 0) throw usageError(`${option} ${text}: expected NAME=VALUE`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
