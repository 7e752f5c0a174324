const FIELDS = { steps: 0, line: 1, definition: 2 } as const;

/** Where a thread is, in memory that its owner sees while the thread is busy. */
export class Progress {
  readonly #cells: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT)) {
    this.#cells = new Int32Array(buffer);
  }

  get buffer(): SharedArrayBuffer {
    return this.#cells.buffer as SharedArrayBuffer;
  }

  /** Differs whenever the thread has moved on; 0 until it can work. */
  get steps(): number {
    return Atomics.load(this.#cells, FIELDS.steps);
  }

  /** What the thread tries: a definition on a line, or, with line -1, to compile it. */
  get at(): { readonly line: number; readonly definition: number } {
    return {
      line: Atomics.load(this.#cells, FIELDS.line),
      definition: Atomics.load(this.#cells, FIELDS.definition),
    };
  }

  move(line: number, definition: number): void {
    Atomics.store(this.#cells, FIELDS.line, line);
    Atomics.store(this.#cells, FIELDS.definition, definition);
    this.moved();
  }

  moved(): void {
    Atomics.store(this.#cells, FIELDS.steps, (this.steps + 1) & 0x3fff_ffff || 1);
  }
}
