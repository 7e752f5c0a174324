/** Whether all of these fields of what is kept are text: somebody may have written it by hand. */
export function areText(value: object, fields: readonly string[]): boolean {
  return fields.every((field) => typeof (value as Record<string, unknown>)[field] === "string");
}

/** Whether all of these are text or absent. */
export function areTextIfThere(value: object, fields: readonly string[]): boolean {
  return areText(
    value,
    fields.filter((field) => (value as Record<string, unknown>)[field] !== undefined),
  );
}

/** Whether all of these are objects of text by names. */
export function areTables(value: object, fields: readonly string[]): boolean {
  return fields.every((field) => {
    const table = (value as Record<string, unknown>)[field];
    if (typeof table !== "object" || table === null || Array.isArray(table)) return false;
    return areText(table, Object.keys(table));
  });
}

/** Whether a field is a time that can be told. */
export function isTime(value: object, field: string): boolean {
  return !Number.isNaN(Date.parse(String((value as Record<string, unknown>)[field])));
}
