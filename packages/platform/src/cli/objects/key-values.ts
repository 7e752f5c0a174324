import { usageError } from "../errors/usage-error.ts";

/** `name=value` options as a map; the value may hold further equals signs. Saying two values of one name means neither. */
export function keyValues(option: string, given: readonly string[]): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const text of given) {
    const at = text.indexOf("=");
    if (at <= 0) throw usageError(`${option} ${text}: expected NAME=VALUE`);
    const [name, value] = [text.slice(0, at), text.slice(at + 1)];
    const before = values.get(name);
    if (before !== undefined)
      throw usageError(`${option} ${name} is given twice, as ${name}=${before} and ${name}=${value}`);
    values.set(name, value);
  }
  return Object.fromEntries(values);
}
