import { setImmediate } from "node:timers/promises";

/** So many objects at once: a turn of the event loop stays short, whatever there is. */
const A_TURN = 250;

/** Does the work for each item in order, and lets everybody else have a turn after every few of them. */
export async function inTurns<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  let count = 0;
  for (const item of items) {
    work(item);
    if (++count % A_TURN === 0) await setImmediate();
  }
}
