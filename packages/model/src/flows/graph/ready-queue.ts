import { Fifo } from "./fifo.ts";

/** What is ready to begin: higher priorities first, and among equal ones who was first. */
export class ReadyQueue<T> {
  readonly #byPriority = new Map<number, Fifo<T>>();

  push(item: T, priority: number): void {
    const line = this.#byPriority.get(priority) ?? new Fifo<T>();
    this.#byPriority.set(priority, line);
    line.push(item);
  }

  shift(): T | undefined {
    if (this.#byPriority.size === 0) return undefined;
    const highest = Math.max(...this.#byPriority.keys());
    const line = this.#byPriority.get(highest);
    const item = line?.shift();
    if (line?.size === 0) this.#byPriority.delete(highest);
    return item;
  }
}
