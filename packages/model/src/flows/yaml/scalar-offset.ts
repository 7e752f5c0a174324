import type { Scalar } from "yaml";

/** Where a character of a scalar's value stands in the text that it was read from. */
export function scalarOffset(
  text: string,
  { node, at }: { readonly node: Scalar; readonly at: number },
): number {
  const [start, , end] = node.range ?? [0, 0, 0];
  const source = text.slice(start, end);
  switch (node.type) {
    case "BLOCK_LITERAL":
    case "BLOCK_FOLDED":
      return start + inBlock(source, { value: String(node.value), at });
    case "QUOTE_DOUBLE":
      return start + inFlow(source, { at, from: 1, piece: quotedPiece });
    case "QUOTE_SINGLE":
      return start + inFlow(source, { at, from: 1, piece: singleQuotedPiece });
    default:
      return start + inFlow(source, { at, from: 0, piece: plainPiece });
  }
}

/** A part of the source, and how many characters of the value it makes. */
interface Piece {
  readonly length: number;
  readonly makes: number;
}

function inFlow(
  source: string,
  {
    at,
    from,
    piece,
  }: { readonly at: number; readonly from: number; readonly piece: (source: string, at: number) => Piece },
): number {
  let made = 0;
  for (let place = from; place < source.length; ) {
    const { length, makes } = piece(source, place);
    if (made + makes > at) return length === makes ? place + at - made : place;
    made += makes;
    place += length;
  }
  return source.length;
}

const BLANKS = /[ \t]+/y;
const BREAKS = /(?:\r?\n[ \t]*)+/y;
const ESCAPED_BREAK = /\\(?:\r?\n[ \t]*)+/y;
const ESCAPE = /\\(?:x.{2}|u.{4}|U.{8}|.)/y;
const TEXT = /[^ \t\r\n'"\\]+/y;

/** One break of a line makes a blank, each further one a break (YAML 1.2.2, 6.5). */
function plainPiece(source: string, at: number): Piece {
  const blanks = lengthOf(BLANKS, source, at);
  const breaks = lengthOf(BREAKS, source, at + blanks);
  if (breaks > 0) {
    const count = countOf(source.slice(at + blanks, at + blanks + breaks));
    return { length: blanks + breaks, makes: Math.max(1, count - 1) };
  }
  const length = blanks || lengthOf(TEXT, source, at) || 1;
  return { length, makes: length };
}

const singleQuotedPiece = (source: string, at: number): Piece =>
  source.startsWith("''", at) ? { length: 2, makes: 1 } : plainPiece(source, at);

function quotedPiece(source: string, at: number): Piece {
  const escapedBreak = lengthOf(ESCAPED_BREAK, source, at);
  if (escapedBreak > 0)
    return { length: escapedBreak, makes: countOf(source.slice(at, at + escapedBreak)) - 1 };
  const length = lengthOf(ESCAPE, source, at);
  if (length === 0) return plainPiece(source, at);
  const isAstral = length === 10 && Number.parseInt(source.slice(at + 2, at + length), 16) > 0xffff;
  return { length, makes: isAstral ? 2 : 1 };
}

const countOf = (breaks: string): number => breaks.split("\n").length - 1;

function lengthOf(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0].length ?? 0;
}

/** Lines of a block stand in its value in their order, without their indentation; what is between them is breaks and blanks. */
function inBlock(source: string, { value, at }: { readonly value: string; readonly at: number }): number {
  const lines = linesOf(source).slice(1);
  const first = lines.find(({ text }) => text.trim() !== "");
  const indent = Math.max(0, leading(first?.text ?? "") - leading(value.replace(/^[ \t]*\n/gm, "")));
  let place = 0;
  let last = source.length;
  for (const { text, start } of lines) {
    const content = text.slice(indent);
    if (content.trim() === "") continue;
    while (/[ \t\n]/.test(value[place] ?? "") && !value.startsWith(content, place)) place++;
    last = start + indent;
    if (at < place + content.length) return last + Math.max(0, at - place);
    place += content.length;
    last += content.length;
  }
  return last;
}

function linesOf(source: string): readonly { readonly text: string; readonly start: number }[] {
  let start = 0;
  return source.split("\n").map((text) => {
    const line = { text: text.replace(/\r$/, ""), start };
    start += text.length + 1;
    return line;
  });
}

const leading = (text: string): number => text.length - text.trimStart().length;
