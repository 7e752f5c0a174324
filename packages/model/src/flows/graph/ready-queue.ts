import { PriorityLines } from "./priority-lines.ts";

/** Whether what is of a pool stays where it is. */
export type IsLeft = (pool: string) => boolean;

/** What is ready to begin: higher priorities first, and among equal ones who was first; those of a pool can be left where they are. */
export class ReadyQueue<T> {
  /** By pool, "" being none. */
  readonly #lines = new Map<string, PriorityLines<T>>();
  #count = 0;

  push(item: T, { priority, pool }: { readonly priority: number; readonly pool: string }): void {
    const lines = this.#lines.get(pool) ?? new PriorityLines<T>();
    this.#lines.set(pool, lines);
    lines.push(item, { priority, order: this.#count++ });
  }

  /** The next of all but those pools. */
  shift(isLeft: IsLeft): T | undefined {
    let first: { readonly pool: string; readonly lines: PriorityLines<T> } | undefined;
    for (const [pool, lines] of this.#lines)
      if (!isLeft(pool) && (first === undefined || lines.isBefore(first.lines))) first = { pool, lines };
    const item = first?.lines.shift();
    if (first?.lines.isEmpty === true) this.#lines.delete(first.pool);
    return item;
  }
}
