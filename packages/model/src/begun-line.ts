/** A line whose end has not come yet: only new text is looked through, or a long line would cost the square of its length. */
export class BegunLine {
  #pieces: string[] = [];
  length = 0;

  *linesWith(text: string): Generator<string> {
    const parts = text.split("\n");
    const rest = parts.pop() ?? "";
    for (const part of parts) {
      this.#add(part);
      yield this.end();
    }
    this.#add(rest);
  }

  /** What there is of it; the next one begins. */
  end(): string {
    const line = this.#pieces.join("");
    this.#pieces = [];
    this.length = 0;
    return line;
  }

  #add(text: string): void {
    if (text === "") return;
    this.#pieces.push(text);
    this.length += text.length;
  }
}
