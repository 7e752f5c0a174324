import type { SyncMemory } from "./sync-memory.ts";

interface Options {
  /** The output's folder below /opt/ml. */
  readonly from: string;
  readonly memory: SyncMemory;
  readonly say: (line: string) => void;
  readonly isLast: boolean;
}

/** What one pass leaves out, by name: the first ones of a run are said each, of the others how many they are, once and at the end. */
export class NamesLeftOut {
  readonly #options: Options;
  #more = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** `why` as in "may not be read". */
  add(path: string, why: string): void {
    const { memory, say } = this.#options;
    const line = `${JSON.stringify(path)} ${why} and is left out`;
    const news = memory.news("name", line);
    if (news === "new") say(line);
    else if (news === "too many") this.#more += 1;
  }

  /** The pass is over. */
  tellMore(): void {
    const { from, memory, say, isLast } = this.#options;
    if (this.#more === 0) return;
    const isNews = memory.news("once", `more of /opt/ml/${from}`) === "new";
    if (isNews || isLast) say(`${this.#more} more of /opt/ml/${from} are left out for such reasons`);
  }
}
