import { Fifo } from "./fifo.ts";

/** What is ready to begin: higher priorities first, and among equal ones who was first. */
export class ReadyQueue<T> {
  readonly #byPriority = new Map<number, Fifo<T>>();
  /** Those that there are, the highest last. */
  readonly #priorities: number[] = [];

  push(item: T, priority: number): void {
    this.#lineOf(priority).push(item);
  }

  #lineOf(priority: number): Fifo<T> {
    const known = this.#byPriority.get(priority);
    if (known !== undefined) return known;
    const line = new Fifo<T>();
    this.#byPriority.set(priority, line);
    const below = this.#priorities.findLastIndex((other) => other < priority);
    this.#priorities.splice(below + 1, 0, priority);
    return line;
  }

  shift(): T | undefined {
    const highest = this.#priorities.at(-1);
    if (highest === undefined) return undefined;
    const line = this.#byPriority.get(highest);
    const item = line?.shift();
    if (line?.size === 0) {
      this.#byPriority.delete(highest);
      this.#priorities.pop();
    }
    return item;
  }
}
