/** What was opened, to be closed in the opposite order; each is tried even when another fails. */
export class Closers {
  readonly #stack: (() => unknown)[] = [];

  add(close: () => unknown): void {
    this.#stack.push(close);
  }

  /** What is opened later and is to be closed as if it were opened now. */
  reserve(): Closers {
    const later = new Closers();
    this.add(() => later.closeAll());
    return later;
  }

  async closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.#stack.pop(); close !== undefined; close = this.#stack.pop()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "not everything could be closed");
  }
}
