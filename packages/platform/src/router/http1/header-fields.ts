import { FIELD_CONTENT, TOKEN } from "./characters.ts";
import { FieldLines } from "./field-lines.ts";

/** Field lines of a record; throws TypeError where a name or a value could not stand in a head. */
export function fieldLines(headers: Readonly<Record<string, string | readonly string[]>>): string {
  let lines = "";
  for (const [name, values] of Object.entries(headers)) {
    for (const value of typeof values === "string" ? [values] : values) {
      if (!consistsOf(TOKEN, name) || name === "" || !consistsOf(FIELD_CONTENT, value)) {
        throw new TypeError(`a header ${JSON.stringify(name)} that cannot be sent`);
      }
      lines += `${name}: ${value}\r\n`;
    }
  }
  return lines;
}

function consistsOf(table: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (table[text.charCodeAt(i)] !== 1) return false;
  return true;
}

/** The record of field lines, by lower-case names: `set-cookie` is a list, others that are repeated are one with commas. */
export function headersOf(lines: string): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  const fields = new FieldLines(lines, 0);
  while (fields.next()) {
    const { name, value } = fields;
    const before = headers[name];
    if (name === "set-cookie") headers[name] = [...(Array.isArray(before) ? before : []), value];
    else headers[name] = typeof before === "string" ? `${before}, ${value}` : value;
  }
  return headers;
}
