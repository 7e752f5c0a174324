import type { ErrorCause } from "../errors/slipway-error.ts";

/** A cause if not exactly one of `names` is set in `value`, which stands at `at`. */
export function exactlyOne<T extends object>(
  value: T,
  names: readonly (keyof T & string)[],
  at: string,
): readonly ErrorCause[] {
  const set = names.filter((name) => value[name] !== undefined && value[name] !== null);
  if (set.length === 1) return [];
  const got = set.length === 0 ? "none is set" : `${set.join(" and ")} are set`;
  return [
    {
      reason: "FieldValueInvalid",
      message: `exactly one of ${names.join(", ")} must be set; ${got}`,
      field: at,
    },
  ];
}
