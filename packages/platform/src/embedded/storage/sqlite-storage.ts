import type { Key, Resource } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";
import type { Database } from "#lib/sqlite.ts";
import { closed, storageFailure } from "./failures.ts";
import { Followers } from "./followers.ts";
import { GroupWriter } from "./group-writer.ts";
import type { Latest } from "./overlay.ts";
import { RecentChanges } from "./recent-changes.ts";
import { isLeaving, type Reserve, withReserve } from "./reserve.ts";
import { Retention } from "./retention.ts";
import { slice } from "./snapshot.ts";
import type { Followed, Following, Range, Retain, Slice, Storage, Transaction } from "./storage.ts";
import { keyRange, type PendingChange, Tables } from "./tables.ts";

export interface SqliteStorageOptions {
  /** Named by failures; `db` has it open. */
  readonly file: string;
  readonly clock: Clock;
  readonly retain: Retain;
  /** How often followers report progress. */
  readonly progressMs: number;
  readonly reserve: Reserve | undefined;
}

const RECENT = { count: 4096, characters: 4_000_000 };
/** A commit forgets a little more than it writes, so that forgetting never takes a pause of its own. */
const FORGET_AT_LEAST = 16;

/** A storage over a database that `openFile` has opened, and that closes with it. */
export class SqliteStorage implements Storage {
  readonly #db: Database;
  readonly #options: SqliteStorageOptions;
  readonly #tables: Tables;
  readonly #recent = new RecentChanges(RECENT);
  readonly #retention: Retention;
  readonly #followers: Followers;
  readonly #writer: GroupWriter;
  #head: number;
  #compacted: number;
  #isOpen = true;
  #stopProgress: () => void;

  constructor(db: Database, options: SqliteStorageOptions) {
    this.#db = db;
    this.#options = options;
    this.#tables = new Tables(db);
    this.#head = this.#tables.head();
    this.#compacted = this.#tables.compacted();
    this.#retention = new Retention(options.retain, {
      at: options.clock.now().getTime(),
      revision: this.#head,
    });
    this.#followers = new Followers({
      since: (...range) => this.#guarded(() => this.#tables.since(...range)),
      recent: this.#recent,
      head: () => this.#head,
      compacted: () => this.#compacted,
    });
    this.#writer = new GroupWriter({
      committed: {
        latest: (resource, key) => this.#latest(resource, key),
        keys: (resource, prefix, limit) =>
          this.#tables.page(keyRange(resource, prefix), limit).map(({ key }) => key),
      },
      head: () => this.#head,
      commit: (changes) => this.#commit(changes),
    });
    this.#stopProgress = this.#progressLater();
  }

  get head(): number {
    return this.#head;
  }

  get compacted(): number {
    return this.#compacted;
  }

  read(resource: string, key: Key): Resource | undefined {
    return this.#guarded(() => this.#latest(resource, key)?.object);
  }

  slice(resource: string, range: Range = {}): Slice {
    return this.#guarded(() => slice(this.#tables, resource, range, this));
  }

  count(resource: string, range: Pick<Range, "prefix" | "after"> = {}): number {
    return this.#guarded(() => this.#tables.count(keyRange(resource, range.prefix, range.after)));
  }

  transact<T>(work: (tx: Transaction) => T): Promise<T> {
    return this.#writer.transact(work);
  }

  follow(resource: string, how: Following): AsyncIterable<Followed> {
    return this.#followers.follow(resource, how);
  }

  compact(revision: number): void {
    const to = Math.min(revision, this.#head);
    if (to <= this.#compacted) return;
    this.#guarded(() => this.#tables.commit([], { from: this.#compacted, to }));
    this.#compacted = to;
  }

  copyTo(path: string): void {
    this.#guarded(() => this.#db.copyTo(path));
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#stopProgress();
    this.#writer.close();
    this.#followers.close();
    this.#isOpen = false;
    this.#db.close();
  }

  #latest(resource: string, key: Key): Latest | undefined {
    const revision = this.#tables.revisionOf(resource, key);
    return revision === undefined ? undefined : { revision, object: this.#tables.object(revision) };
  }

  #commit(changes: readonly PendingChange[]): void {
    const to = this.#forgetNext(changes.length);
    this.#write(changes, to);
    const before = this.#head;
    this.#compacted = to;
    this.#head += changes.length;
    for (const { change, body } of changes) this.#recent.append(change, body.length);
    this.#followers.wake(new Set(changes.map(({ change }) => change.resource)), before);
  }

  #write(changes: readonly PendingChange[], to: number): void {
    const { reserve, file } = this.#options;
    const write = () => this.#guarded(() => this.#tables.commit(changes, { from: this.#compacted, to }));
    if (reserve === undefined) write();
    else withReserve(write, { reserve, file, frees: changes.some(isLeaving), db: this.#db });
  }

  /** The revision up to which a commit of so many changes forgets. Where space is short, history is what can be done without. */
  #forgetNext(writing: number): number {
    const horizon =
      this.#options.reserve?.spent === true
        ? this.#head
        : this.#retention.horizon(this.#options.clock.now().getTime(), this.#head);
    const most = this.#compacted + Math.max(FORGET_AT_LEAST, 2 * writing);
    return Math.max(this.#compacted, Math.min(horizon, most));
  }

  #progressLater(): () => void {
    return this.#options.clock.after(this.#options.progressMs, () => {
      this.#followers.progress();
      this.#stopProgress = this.#progressLater();
    });
  }

  #guarded<T>(work: () => T): T {
    if (!this.#isOpen) throw closed();
    try {
      return work();
    } catch (error) {
      throw storageFailure(error, this.#options.file);
    }
  }
}
