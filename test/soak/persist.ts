import { type Soak, sleep } from "./soak.ts";

/** Longer than any outage: whoever is not answered by then is not answered at all. */
const PATIENCE_MS = 90_000;

/**
 * Asks until there is an answer, as a patient client does. A refusal counts only outside of outages: a request that was
 * under way when the server was killed may have been carried out or not, and asking again must then be harmless.
 */
export async function persist<T>(soak: Soak, what: string, ask: () => Promise<T>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const began = Date.now();
    try {
      return await ask();
    } catch (error) {
      if (!soak.outages.excuse(began)) throw new Error(`${what}: ${String(error)}`, { cause: error });
      if (Date.now() > end) throw new Error(`${what} is not answered: ${String(error)}`, { cause: error });
    }
    await sleep(200);
  }
}

/** Looks until what is looked for is there. */
export async function become<T>(
  soak: Soak,
  what: string,
  seconds: number,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  let left = seconds * 1_000;
  for (;;) {
    const began = Date.now();
    const found = await persist(soak, what, look);
    if (found !== undefined) return found;
    await sleep(250);
    // Time in which the server was down does not count.
    if (!soak.outages.excuse(began)) left -= Date.now() - began;
    if (left < 0) {
      soak.violated(`${what} did not happen within ${seconds} s`);
      return undefined;
    }
  }
}
