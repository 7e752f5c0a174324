/** Keeps the end of a stream of text, for saying why a program failed. */
export class LastWords {
  readonly #most: number;
  #text = "";

  constructor(most: number) {
    this.#most = most;
  }

  take(chunk: string): void {
    this.#text = (this.#text + chunk).slice(-2 * this.#most);
  }

  /** The last lines that fit, whole ones only where there are several; empty when nothing was said. */
  toString(): string {
    const text = this.#text.trim();
    if (text.length <= this.#most) return text;
    const end = text.slice(-this.#most);
    const newline = end.indexOf("\n");
    return newline < 0 ? end : end.slice(newline + 1);
  }
}
