import { Fifo } from "./fifo.ts";

interface InLine<T> {
  readonly item: T;
  /** Among all that were ever ready. */
  readonly order: number;
}

/** Items in lines, one a priority; none of them is empty. */
export class PriorityLines<T> {
  readonly #byPriority = new Map<number, Fifo<InLine<T>>>();
  /** Those that there are, the highest last. */
  readonly #priorities: number[] = [];

  get isEmpty(): boolean {
    return this.#priorities.length === 0;
  }

  push(item: T, { priority, order }: { readonly priority: number; readonly order: number }): void {
    this.#lineOf(priority).push({ item, order });
  }

  #lineOf(priority: number): Fifo<InLine<T>> {
    const known = this.#byPriority.get(priority);
    if (known !== undefined) return known;
    const line = new Fifo<InLine<T>>();
    this.#byPriority.set(priority, line);
    const below = this.#priorities.findLastIndex((other) => other < priority);
    this.#priorities.splice(below + 1, 0, priority);
    return line;
  }

  /** Whether the first of these goes before the first of those. */
  isBefore(other: PriorityLines<T>): boolean {
    const [mine = Number.NEGATIVE_INFINITY, others = Number.NEGATIVE_INFINITY] = [
      this.#priorities.at(-1),
      other.#priorities.at(-1),
    ];
    if (mine !== others) return mine > others;
    return this.#firstOrder(mine) < other.#firstOrder(others);
  }

  #firstOrder(priority: number): number {
    return this.#byPriority.get(priority)?.first?.order ?? Number.POSITIVE_INFINITY;
  }

  shift(): T | undefined {
    const highest = this.#priorities.at(-1);
    if (highest === undefined) return undefined;
    const line = this.#byPriority.get(highest);
    const next = line?.shift();
    if (line?.size === 0) {
      this.#byPriority.delete(highest);
      this.#priorities.pop();
    }
    return next?.item;
  }
}
