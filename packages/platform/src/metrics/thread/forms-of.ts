import { LONGEST_LINE } from "../metric-reading.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x1f\x7f]/g;

/**
 * A line as it is and, where that says something else, with its control characters as `#` and three octal digits, a tab as
 * `#011`: so SageMaker's log pipeline writes them, and expressions made for its logs expect them.
 */
export function formsOf(line: string): readonly string[] {
  const escaped = line.replace(CONTROL, octal);
  return escaped === line ? [line] : [line, escaped.slice(0, LONGEST_LINE)];
}

function octal(character: string): string {
  return `#${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
}
