import { comparison, OPERATORS } from "./comparison.ts";
import { readOperand } from "./operand.ts";
import { invalidPattern } from "./pattern-error.ts";
import { PatternReader } from "./pattern-reader.ts";

type Holds = (text: string) => boolean;

const NAME = /[A-Za-z_][A-Za-z0-9_-]*/y;
const WORD = /[^\s,\]&|]+/y;
/** More fields than any pattern names. */
const MOST_FIELDS = 100;

/** `[ip, user, ..., status = 4*, bytes > 100]`: conditions on the fields of a message, of which there must be as many. */
export function spacePattern(pattern: string): (message: string) => boolean {
  const reader = new PatternReader(pattern);
  reader.need("[");
  const fields: Holds[] = [];
  let rest: number | undefined;
  do {
    if (reader.took("...")) {
      if (rest !== undefined) throw invalidPattern("it has ... twice");
      rest = fields.length;
    } else fields.push(field(reader));
    if (fields.length > MOST_FIELDS) throw invalidPattern(`it has more than ${MOST_FIELDS} fields`);
  } while (reader.took(","));
  reader.need("]");
  reader.skipSpace();
  if (!reader.atEnd) throw invalidPattern("something follows its closing bracket");
  return (message) => fit(fieldsOf(message), fields, rest);
}

/** `rest`: how many fields stand before `...`, which stands for any number of them. */
function fit(texts: readonly string[], fields: readonly Holds[], rest: number | undefined): boolean {
  const more = texts.length - fields.length;
  if (more < 0 || (more > 0 && rest === undefined)) return false;
  return fields.every((holds, i) => holds(texts[i < (rest ?? fields.length) ? i : i + more] ?? ""));
}

function field(reader: PatternReader): Holds {
  reader.skipSpace();
  const name = reader.match(NAME);
  if (name === "") return comparison("=", readOperand(reader, WORD));
  const sides = [every(reader, name)];
  while (reader.took("||")) {
    again(reader, name);
    sides.push(every(reader, name));
  }
  return (text) => sides.some((holds) => holds(text));
}

function every(reader: PatternReader, name: string): Holds {
  const all = [condition(reader)];
  while (reader.took("&&")) {
    again(reader, name);
    all.push(condition(reader));
  }
  return (text) => all.every((holds) => holds(text));
}

/** Conditions of one field name it again. */
function again(reader: PatternReader, name: string): void {
  reader.skipSpace();
  const other = reader.match(NAME);
  if (other !== name) throw invalidPattern(`conditions of the field ${name} speak of ${other || "no field"}`);
}

function condition(reader: PatternReader): Holds {
  const operator = OPERATORS.find((one) => reader.took(one));
  if (operator === undefined) return () => true;
  reader.skipSpace();
  return comparison(operator, readOperand(reader, WORD));
}

const CLOSING: Readonly<Record<string, string>> = { "[": "]", '"': '"' };

/** What stands between brackets or double quotes is one field, without them. Nothing is looked at twice, whatever is not closed. */
function fieldsOf(message: string): readonly string[] {
  const fields: string[] = [];
  const missing = new Set<string>();
  const word = /\S+/g;
  for (let found = word.exec(message); found !== null; found = word.exec(message)) {
    const [text] = found;
    const close = CLOSING[text.charAt(0)];
    const end = close === undefined || missing.has(close) ? -1 : message.indexOf(close, found.index + 1);
    if (end >= 0) word.lastIndex = end + 1;
    else if (close !== undefined) missing.add(close);
    fields.push(end < 0 ? text : message.slice(found.index + 1, end));
  }
  return fields;
}
