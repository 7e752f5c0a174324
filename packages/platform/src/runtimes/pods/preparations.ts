import { afterLine, type Preparation } from "@slipway/model/environment-progress.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { LRUCache } from "lru-cache";
import type { Ledger } from "#ledger/ledger.ts";
import { containerStatus } from "./container-status.ts";
import { ANNOTATION } from "./layout.ts";
import { PROGRAM } from "./program-status.ts";

/** Pods that something is remembered of; of one that is forgotten the log is read anew. */
const REMEMBERED = 10_000;
/** What a look reads at most: the rest is for the next one. */
const PAGE_LINES = 1_000;
const PAGES = 5;
/** A program whose log tells nothing for so long is taken for one that has begun: its log may not come at all. */
const PATIENCE_MS = 30_000;

/** A program whose container runs, and that has its environment made first. */
export interface Preparing extends Preparation {
  /** When the program itself began. */
  readonly begunAt?: Date;
}

interface Read extends Preparing {
  readonly from: number;
}

/** Tells by the logs of programs what they do before they begin, which their containers' statuses do not say. */
export class Preparations {
  readonly #ledger: Pick<Ledger, "readLog">;
  readonly #read = new LRUCache<string, Read>({ max: REMEMBERED });

  constructor(ledger: Pick<Ledger, "readLog">) {
    this.#ledger = ledger;
  }

  /** Undefined of a pod that has nothing prepared, whose container has not started, or whose log keeps silent. */
  async of(pod: Pod, now: Date): Promise<Preparing | undefined> {
    const state = containerStatus(pod, PROGRAM)?.state;
    if (pod.metadata.annotations?.[ANNOTATION.prepares] === undefined) return undefined;
    if (state?.running === undefined && state?.terminated === undefined) return undefined;
    const read = await this.#readOn(pod);
    const startedAt = state.running?.startedAt;
    const isSilent = read.from === 0 && startedAt !== undefined;
    return isSilent && now.getTime() - Date.parse(startedAt) > PATIENCE_MS ? undefined : read;
  }

  async #readOn(pod: Pod): Promise<Read> {
    const { namespace = "", name, uid = "" } = pod.metadata;
    const stream = { namespace, pod: name, uid, container: PROGRAM };
    let read = this.#read.get(uid) ?? { from: 0 };
    for (let pages = 0; pages < PAGES && read.hasBegun !== true; pages++) {
      const { lines } = await this.#ledger.readLog(stream, { from: read.from, limit: PAGE_LINES });
      if (lines.length === 0) break;
      for (const { text, index, at } of lines) {
        const known = afterLine(read, text);
        read = { ...known, from: index + 1, ...(known.hasBegun === true ? { begunAt: at } : {}) };
        if (read.hasBegun === true) break;
      }
    }
    this.#read.set(uid, read);
    return read;
  }
}
