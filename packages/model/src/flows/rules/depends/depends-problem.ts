/** Why a text is no `depends`, with its place. The message is a sentence that names the column too. */
export class DependsProblem extends Error {
  override readonly name = "DependsProblem";
  /** From 1, in UTF-16 units. */
  readonly column: number;

  constructor(column: number, what: string) {
    super(`At column ${column} of depends: ${what}.`);
    this.column = column;
  }
}

/** At most, of what is quoted. */
const LONGEST_QUOTE = 64;

/** What was found, in quotes and shortened. */
export const quoted = (found: string): string =>
  JSON.stringify(found.length > LONGEST_QUOTE ? `${found.slice(0, LONGEST_QUOTE)}...` : found);
