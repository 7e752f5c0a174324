import type { Output } from "../context.ts";
import { visible } from "./visible.ts";
import { cut } from "./width.ts";

const PLAIN = "\u001b[0m";
const CLEAR = "\r\u001b[2K";
const UP = "\u001b[1A";
/** Often enough to look alive, seldom enough to cost nothing. */
const DRAW_EVERY_MS = 100;
const TICK_MS = 1_000;

/**
 * One line at the bottom of a terminal, or a few, that are drawn anew in their place; what is printed meanwhile stands above them. Where no
 * person looks nothing is drawn.
 */
export class StatusLine {
  readonly #output: Output;
  readonly #enabled: boolean;
  #text: (() => readonly string[]) | undefined;
  /** Lines that are drawn. */
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;
  #drawnAt = 0;

  constructor(output: Output, { enabled = output.isTty } = {}) {
    this.#output = output;
    this.#enabled = enabled;
  }

  /** Whether somebody sees it; where not, what happens is told in lines. */
  get isSeen(): boolean {
    return this.#enabled;
  }

  /** Shows the text from now on, made anew at each look: it may tell how long something takes. */
  show(text: () => string): void {
    this.showLines(() => [text().split("\n", 1)[0] ?? ""]);
  }

  /** The same of several lines. */
  showLines(lines: () => readonly string[]): void {
    if (!this.#enabled) return;
    this.#text = lines;
    this.#drawSoon(Math.max(0, DRAW_EVERY_MS - (Date.now() - this.#drawnAt)));
  }

  /** Takes the line away. */
  clear(): void {
    this.#text = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#erase();
  }

  /** Lets something be printed where the line was, which comes back below it. */
  above<T>(print: () => T): T {
    this.#erase();
    const printed = print();
    if (this.#text !== undefined) this.#drawSoon(DRAW_EVERY_MS);
    return printed;
  }

  #erase(): void {
    if (this.#drawn > 0) this.#output.write(`${CLEAR}${`${UP}${CLEAR}`.repeat(this.#drawn - 1)}`);
    this.#drawn = 0;
  }

  #drawSoon(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), ms).unref();
  }

  #draw(): void {
    if (this.#text === undefined) return;
    const room = (this.#output.columns ?? 80) - 1;
    const lines = this.#text().map((line) => fitted(visible(line), room));
    const erased = this.#drawn > 1 ? `${CLEAR}${`${UP}${CLEAR}`.repeat(this.#drawn - 1)}` : CLEAR;
    this.#output.write(`${erased}${lines.join("\n")}`);
    this.#drawn = lines.length;
    this.#drawnAt = Date.now();
    this.#drawSoon(TICK_MS);
  }
}

/** What is cut may have lost the end of its colours. */
const fitted = (text: string, room: number): string =>
  `${cut(text, room)}${text.includes("\u001b") ? PLAIN : ""}`;
