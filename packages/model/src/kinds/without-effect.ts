/** Fields that change nothing where an object is carried, as people write them; what says nothing is left out. */
export function saying(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(fields)
    .filter(([, value]) => !isNothing(value))
    .map(([field]) => field);
}

/** What AWS itself fills in, and what asks for nothing. */
const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === false || value === "" || isEmpty(value);

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && Object.keys(value as object).length === 0;
