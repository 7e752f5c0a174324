import type { Key } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";
import type { Database } from "#lib/sqlite.ts";
import { closed, storageFailure } from "./failures.ts";
import { Followers } from "./followers.ts";
import { GroupWriter } from "./group-writer.ts";
import { openFile } from "./open-file.ts";
import type { Latest } from "./overlay.ts";
import { RecentChanges } from "./recent-changes.ts";
import { isLeaving, type Reserve, withReserve } from "./reserve.ts";
import { Retention } from "./retention.ts";
import { slice } from "./snapshot.ts";
import type { Retain, Storage } from "./storage.ts";
import { keyRange, type PendingChange, Tables } from "./tables.ts";

export interface StorageOptions {
  /** The SQLite file, or `:memory:`. Its folder must exist. */
  readonly file: string;
  readonly clock: Clock;
  /** Default: the newest 10,000 revisions and everything of the last five minutes. */
  readonly retain?: Retain;
  /** How often followers report progress. Default one minute. */
  readonly progressMs?: number;
  /** Space for removing on a full disk. Default: none. */
  readonly reserve?: Reserve;
}

const RETAIN: Retain = { revisions: 10_000, ms: 300_000 };
const RECENT = { count: 4096, characters: 4_000_000 };
/** A commit forgets a little more than it writes, so that forgetting never takes a pause of its own. */
const FORGET_AT_LEAST = 16;

/** Opens or creates the file. Nothing is read but its newest revision, however large it is. */
export function createStorage(options: StorageOptions): Storage {
  return storageOver(openFile(options.file), options);
}

/** A storage over a database that `openFile` has opened. */
export function storageOver(
  db: Database,
  { file, clock, retain = RETAIN, progressMs = 60_000, reserve }: StorageOptions,
): Storage {
  const tables = new Tables(db);
  const recent = new RecentChanges(RECENT);
  let head = tables.head();
  let compacted = tables.compacted();
  const retention = new Retention(retain, { at: clock.now().getTime(), revision: head });
  let open = true;
  const guarded = <T>(work: () => T): T => {
    if (!open) throw closed();
    try {
      return work();
    } catch (error) {
      throw storageFailure(error, file);
    }
  };
  const followers = new Followers({
    since: (...range) => guarded(() => tables.since(...range)),
    recent,
    head: () => head,
    compacted: () => compacted,
  });
  const forgetNext = (writing: number): number => {
    // Where space is short, history is what can be done without.
    const horizon = reserve?.spent === true ? head : retention.horizon(clock.now().getTime(), head);
    return Math.max(compacted, Math.min(horizon, compacted + Math.max(FORGET_AT_LEAST, 2 * writing)));
  };
  const commit = (changes: readonly PendingChange[]): void => {
    const to = forgetNext(changes.length);
    const write = () => guarded(() => tables.commit(changes, { from: compacted, to }));
    if (reserve === undefined) write();
    else withReserve(write, { reserve, file, frees: changes.some(isLeaving), db });
    const before = head;
    compacted = to;
    head += changes.length;
    for (const { change, body } of changes) recent.append(change, body.length);
    followers.wake(new Set(changes.map(({ change }) => change.resource)), before);
  };
  const latest = (resource: string, key: Key): Latest | undefined => {
    const revision = tables.revisionOf(resource, key);
    return revision === undefined ? undefined : { revision, object: tables.object(revision) };
  };
  const keys = (resource: string, prefix: string, limit: number): readonly Key[] =>
    tables.page(keyRange(resource, prefix), limit).map((entry) => entry.key);
  const writer = new GroupWriter({ committed: { latest, keys }, head: () => head, commit });

  let stopProgress = (): void => {};
  const reportProgress = (): void => {
    followers.progress();
    stopProgress = clock.after(progressMs, reportProgress);
  };
  stopProgress = clock.after(progressMs, reportProgress);

  return {
    get head() {
      return head;
    },
    get compacted() {
      return compacted;
    },
    read: (resource, key) => guarded(() => latest(resource, key)?.object),
    slice: (resource, range = {}) => guarded(() => slice(tables, resource, range, { head, compacted })),
    count: (resource, range = {}) =>
      guarded(() => tables.count(keyRange(resource, range.prefix, range.after))),
    transact: (work) => writer.transact(work),
    follow: (resource, how) => followers.follow(resource, how),
    compact: (revision) => {
      const to = Math.min(revision, head);
      if (to <= compacted) return;
      guarded(() => tables.commit([], { from: compacted, to }));
      compacted = to;
    },
    copyTo: (path) => guarded(() => db.copyTo(path)),
    close: () => {
      if (!open) return;
      stopProgress();
      writer.close();
      followers.close();
      open = false;
      db.close();
    },
  };
}
