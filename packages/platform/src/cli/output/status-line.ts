import type { Output } from "../context.ts";
import { visible } from "./visible.ts";
import { cut } from "./width.ts";

const PLAIN = "\u001b[0m";
const CLEAR = "\r\u001b[2K";
/** Often enough to look alive, seldom enough to cost nothing. */
const DRAW_EVERY_MS = 100;
const TICK_MS = 1_000;

/**
 * One line at the bottom of a terminal that is drawn anew in its place; what is printed meanwhile stands above it. Where no
 * person looks nothing is drawn.
 */
export class StatusLine {
  readonly #output: Output;
  readonly #enabled: boolean;
  #text: (() => string) | undefined;
  #isDrawn = false;
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
    if (!this.#enabled) return;
    this.#text = text;
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
    if (this.#isDrawn) this.#output.write(CLEAR);
    this.#isDrawn = false;
  }

  #drawSoon(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), ms).unref();
  }

  #draw(): void {
    if (this.#text === undefined) return;
    const room = (this.#output.columns ?? 80) - 1;
    const text = visible(this.#text().split("\n", 1)[0] ?? "");
    // What is cut may have lost the end of its colours.
    this.#output.write(`${CLEAR}${cut(text, room)}${text.includes("\u001b") ? PLAIN : ""}`);
    this.#isDrawn = true;
    this.#drawnAt = Date.now();
    this.#drawSoon(TICK_MS);
  }
}
