/** Does `work` for all items, `width` at once; stops taking items at the first error and throws it when all have ended. */
export async function inParallel<T>(
  items: AsyncIterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  let failed = false;
  const worker = async (): Promise<void> => {
    while (!failed) {
      const next = await iterator.next();
      if (next.done === true) return;
      await work(next.value);
    }
  };
  const workers = Array.from({ length: width }, () =>
    worker().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  const failure = (await Promise.allSettled(workers)).find((outcome) => outcome.status === "rejected");
  await iterator.return?.();
  if (failure !== undefined) throw failure.reason;
}
