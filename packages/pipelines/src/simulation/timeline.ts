/** A clock that stands still until somebody asks for what comes next. */
export class Timeline {
  /** Seconds since it began. */
  now = 0;
  readonly #events: { readonly at: number; readonly order: number; readonly act: () => void }[] = [];
  #order = 0;

  /** What is planned for one instant happens in the order in which it was. */
  plan(at: number, act: () => void): void {
    const event = { at, order: this.#order++, act };
    let index = this.#events.length;
    while (index > 0 && (this.#events[index - 1]?.at ?? 0) > at) index--;
    this.#events.splice(index, 0, event);
  }

  /** Goes to the next event; false where there is none. */
  next(): boolean {
    const event = this.#events.shift();
    if (event === undefined) return false;
    this.now = Math.max(this.now, event.at);
    event.act();
    return true;
  }
}
