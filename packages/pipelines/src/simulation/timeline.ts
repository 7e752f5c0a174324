/** A clock that stands still until somebody asks for what comes next. */
export class Timeline {
  /** Seconds since it began. */
  now = 0;
  /** Instants at which something happens, in their order. */
  readonly #instants: number[] = [];
  /** What happens then, in the order in which it was planned. */
  readonly #acts = new Map<number, (() => void)[]>();
  /** How much of the first instant has happened. */
  #done = 0;

  /** Nothing is planned for what is past. */
  plan(at: number, act: () => void): void {
    const known = this.#acts.get(at);
    if (known !== undefined) return void known.push(act);
    this.#acts.set(at, [act]);
    let index = this.#instants.length;
    while (index > 0 && (this.#instants[index - 1] ?? 0) > at) index--;
    this.#instants.splice(index, 0, at);
  }

  /** Goes to the next event; false where there is none. */
  next(): boolean {
    const [at] = this.#instants;
    if (at === undefined) return false;
    const acts = this.#acts.get(at) ?? [];
    const act = acts[this.#done++];
    if (act === undefined) {
      this.#instants.shift();
      this.#acts.delete(at);
      this.#done = 0;
      return this.next();
    }
    this.now = at;
    act();
    return true;
  }
}
