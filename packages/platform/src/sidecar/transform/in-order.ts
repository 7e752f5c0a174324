/**
 * Does `work` for all items, at most `width` under way, and yields what came of them in the items' order. The first error in that
 * order is thrown when what is under way has ended, and no further item is begun.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  width: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const iterator = items[Symbol.asyncIterator]();
  const underWay: Promise<R>[] = [];
  let exhausted = false;
  try {
    for (;;) {
      while (!exhausted && underWay.length < width) {
        const next = await iterator.next();
        if (next.done === true) exhausted = true;
        else {
          const begun = work(next.value);
          // It is looked at in its turn.
          begun.catch(() => {});
          underWay.push(begun);
        }
      }
      const first = underWay.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    await Promise.allSettled(underWay);
    await iterator.return?.();
  }
}
