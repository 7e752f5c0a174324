import { COLON, CR, FIELD_CONTENT, HTAB, LF, SP, TOKEN } from "./characters.ts";
import { Malformed } from "./malformed.ts";

/**
 * Steps over the field lines of a head (RFC 9112 §5), where each must be as the RFC has it: a token, a colon right behind it, no line
 * folded into the next, CRLF at the end. After `next` the positions speak of one line.
 */
export class FieldLines {
  readonly text: string;
  /** Where the line begins, and where the next one does. */
  start = 0;
  end: number;
  nameEnd = 0;
  valueStart = 0;
  /** Without the white space around it. */
  valueEnd = 0;

  /** `text` is of one byte a character and ends with the CRLF of its last field line; `from` is where the first begins. */
  constructor(text: string, from: number) {
    this.text = text;
    this.end = from;
  }

  /** False behind the last line; throws Malformed. */
  next(): boolean {
    const { text } = this;
    let at = this.end;
    if (at >= text.length) return false;
    this.start = at;
    while (TOKEN[text.charCodeAt(at)] === 1) at++;
    if (at === this.start) throw new Malformed("a field line begins with what is no name");
    if (text.charCodeAt(at) !== COLON) throw new Malformed("no colon right behind the name of a field");
    this.nameEnd = at++;
    while (isBlank(text.charCodeAt(at))) at++;
    this.valueStart = at;
    while (FIELD_CONTENT[text.charCodeAt(at)] === 1) at++;
    if (text.charCodeAt(at) !== CR || text.charCodeAt(at + 1) !== LF) {
      throw new Malformed("a control character in the value of a field");
    }
    this.end = at + 2;
    while (at > this.valueStart && isBlank(text.charCodeAt(at - 1))) at--;
    this.valueEnd = at;
    return true;
  }

  get value(): string {
    return this.text.slice(this.valueStart, this.valueEnd);
  }

  get name(): string {
    return this.text.slice(this.start, this.nameEnd).toLowerCase();
  }
}

const isBlank = (code: number): boolean => code === SP || code === HTAB;
