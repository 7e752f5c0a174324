import { invalidPattern } from "./pattern-error.ts";

/** AWS takes two in the pattern of a metric filter. Each may look at every character of a text as often as it is long itself. */
const MOST_REGEXES = 5;

/** Walks over a pattern's text. */
export class PatternReader {
  readonly #text: string;
  #at = 0;
  #regexes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  peek(): string {
    return this.#text[this.#at] ?? "";
  }

  skipSpace(): void {
    while (/\s/.test(this.peek())) this.#at += 1;
  }

  /** Takes the token after any space, where it is there. */
  took(token: string): boolean {
    this.skipSpace();
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  need(token: string): void {
    if (!this.took(token)) throw invalidPattern(`expected ${token} ${this.#where()}`);
  }

  /** What the sticky expression finds here; "" where it finds nothing. */
  match(sticky: RegExp): string {
    sticky.lastIndex = this.#at;
    const [found = ""] = sticky.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  /** What stands up to the closing character, which is taken too; a backslash keeps it and itself from closing where it escapes. */
  upTo(close: string, options: { readonly unescape: boolean }): string {
    let text = "";
    while (!this.atEnd) {
      const character = this.peek();
      this.#at += 1;
      if (character === close) return text;
      const next = this.peek();
      if (character === "\\" && !this.atEnd) {
        this.#at += 1;
        text += options.unescape && (next === close || next === "\\") ? next : `\\${next}`;
      } else text += character;
    }
    throw invalidPattern(`nothing closes ${close}`);
  }

  /** The regular expression between percent signs, where one begins after any space. */
  tookRegex(): string | undefined {
    if (!this.took("%")) return undefined;
    this.#regexes += 1;
    if (this.#regexes > MOST_REGEXES)
      throw invalidPattern(`it has more than ${MOST_REGEXES} regular expressions`);
    return this.upTo("%", { unescape: false });
  }

  #where(): string {
    return this.atEnd ? "at its end" : `at character ${this.#at + 1}`;
  }
}
