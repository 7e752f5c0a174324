import type { LeaveOut } from "./leave-out.ts";
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
  /** A pass that is done again leaves the same ones out. */
  readonly #more = new Set<string>();

  constructor(options: Options) {
    this.#options = options;
  }

  readonly add: LeaveOut = (path, why) => {
    const { memory, say } = this.#options;
    const line = `${JSON.stringify(path)} ${why} and is left out`;
    const news = memory.news("name", line);
    if (news === "new") say(line);
    else if (news === "too many") this.#more.add(line);
  };

  /** The pass is over. */
  tellMore(): void {
    const { from, memory, say, isLast } = this.#options;
    if (this.#more.size === 0) return;
    const isNews = memory.news("once", `more of /opt/ml/${from}`) === "new";
    if (isNews || isLast) say(`${this.#more.size} more of /opt/ml/${from} are left out for such reasons`);
  }
}
