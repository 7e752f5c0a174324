import type { Operand } from "./comparison.ts";
import { invalidPattern } from "./pattern-error.ts";
import type { PatternReader } from "./pattern-reader.ts";

/** Reads what a pattern compares with: a quoted text, a regular expression, or a bare word. */
export function readOperand(reader: PatternReader, word: RegExp): Operand {
  if (reader.took('"')) return { is: "quoted", text: reader.upTo('"', { unescape: true }) };
  const regex = reader.tookRegex();
  if (regex !== undefined) return { is: "regex", text: regex };
  const text = reader.match(word);
  if (text === "") throw invalidPattern("a comparison lacks its value");
  return { is: "word", text };
}
