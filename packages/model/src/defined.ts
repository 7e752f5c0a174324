/** The same members, those that may be undefined as optional ones: what `exactOptionalPropertyTypes` asks for. */
export type Defined<T extends object> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/**
 * A new object with the own members whose value is not undefined, in their order: `{ ...defined({ after }) }` has `after` only
 * where there is one. Null, 0, false and "" are values and stay.
 */
export function defined<T extends object>(members: T): Defined<T> {
  const made: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) made[name] = value;
  return made as Defined<T>;
}
