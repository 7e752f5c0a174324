/** Why a line is no row of CSV, in words that go on from it. */
export class CsvProblem extends Error {}

/**
 * The fields of a line of CSV as they are written, quotes and all, so that what is put together of them again is what it was. Quotes
 * are those of RFC 4180.
 */
export function csvFields(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(",");
  const fields: string[] = [];
  for (let at = 0; ; ) {
    const end = line[at] === '"' ? closingQuote(line, at) + 1 : comma(line, at);
    if (end < line.length && line[end] !== ",")
      throw new CsvProblem(`field ${fields.length + 1} goes on behind its quotes`);
    fields.push(line.slice(at, end));
    if (end >= line.length) return fields;
    at = end + 1;
  }
}

function comma(line: string, from: number): number {
  const found = line.indexOf(",", from);
  return found === -1 ? line.length : found;
}

/** A quote within a field is written twice. */
function closingQuote(line: string, opening: number): number {
  for (let at = line.indexOf('"', opening + 1); at !== -1; at = line.indexOf('"', at + 2))
    if (line[at + 1] !== '"') return at;
  throw new CsvProblem("a quote is not closed");
}
