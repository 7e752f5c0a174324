import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { defined, isExpired, type Key, type Resource } from "@slipway/model";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { createStorage } from "./create-storage.ts";
import type { Followed, Range, Storage, StoredChange } from "./storage.ts";

const RESOURCES = ["boats", "cars"] as const;
const KEYS = ["a/1", "a/2", "b/1", "b/2"] as const satisfies readonly Key[];
/** Longer than a busy machine takes to wake somebody. */
const PATIENCE_MS = 3_000;
const PREFIXES = [undefined, "a/", "b/"] as const;

/** A change as watchers must be told it. */
interface Delivered {
  readonly type: StoredChange["type"];
  readonly resource: string;
  readonly key: Key;
  readonly revision: number;
  readonly value: number;
  readonly previous: number | undefined;
}

/** What a storage is: a log, and nothing else. */
class Model {
  readonly log: Delivered[] = [];
  compacted = 0;
  watchers: Watcher[] = [];

  get head(): number {
    return this.log.at(-1)?.revision ?? 0;
  }

  state(resource: string, at = this.head): ReadonlyMap<Key, number> {
    const state = new Map<Key, number>();
    for (const { type, key, value, resource: of, revision } of this.log) {
      if (of !== resource || revision > at) continue;
      if (type === "put") state.set(key, value);
      else state.delete(key);
    }
    return new Map([...state].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  isBehind(watcher: Watcher): boolean {
    return this.watchers.includes(watcher) && this.outstanding(watcher).length > 0;
  }

  /** What a watcher has not been told yet. */
  outstanding({ resource, prefix = "", at }: Watcher): readonly Delivered[] {
    return this.log.filter(
      (change) => change.resource === resource && change.revision > at && change.key.startsWith(prefix),
    );
  }
}

interface Watcher {
  readonly resource: string;
  readonly prefix: string | undefined;
  readonly stop: AbortController;
  readonly changes: AsyncIterator<Followed>;
  /** It has been told everything up to here. */
  at: number;
  /** What it waits for, with nothing left to tell it when it began to. */
  next: Promise<unknown> | undefined;
}

interface Real {
  storage: Storage;
  readonly open: () => Storage;
}

type Step = fc.AsyncCommand<Model, Real>;
const step = (
  title: string,
  run: (model: Model, real: Real) => Promise<void> | void,
  check: (model: Model) => boolean = () => true,
): Step => ({
  check: (model) => check(model as Model),
  run: async (model, real) => {
    await run(model, real);
    for (const watcher of model.watchers) await hear(model, watcher);
    expect(real.storage.head).toBe(model.head);
    expect(real.storage.compacted).toBe(model.compacted);
  },
  toString: () => title,
});

interface Write {
  readonly resource: string;
  readonly key: Key;
  readonly value: number;
  readonly removes: boolean;
}
interface Work {
  readonly writes: readonly Write[];
  readonly throws: boolean;
}

const object = (value: number): Resource => ({
  apiVersion: "v1",
  kind: "Thing",
  metadata: { name: "thing" },
  spec: { value },
});
const valueIn = (resource: Resource | undefined): number | undefined =>
  (resource?.spec as { readonly value: number } | undefined)?.value;

/** Transactions of one turn of the event loop: they share a commit, and see what those before them wrote. */
const transact = (works: readonly Work[]): Step =>
  step(`transact(${JSON.stringify(works)})`, async (model, { storage }) => {
    const expected = works.map((work) => storage.transact((tx) => carryOut(work, tx.get, tx, model)));
    await Promise.allSettled(expected);
    for (const [index, { throws }] of works.entries()) {
      if (throws) await expect(expected[index]).rejects.toThrow("on purpose");
      else await expected[index];
    }
  });

function carryOut(
  { writes, throws }: Work,
  get: (resource: string, key: Key) => Resource | undefined,
  tx: Parameters<Parameters<Storage["transact"]>[0]>[0],
  model: Model,
): void {
  const delivered: Delivered[] = [];
  for (const { resource, key, value, removes } of writes) {
    const previous = delivered.findLast((one) => one.resource === resource && one.key === key);
    const before = previous === undefined ? model.state(resource).get(key) : current(previous);
    expect(valueIn(get.call(tx, resource, key))).toBe(before);
    if (removes && before === undefined) continue;
    const written = removes ? tx.remove(resource, key, object(value)) : tx.put(resource, key, object(value));
    const revision = Number(written.metadata.resourceVersion);
    expect(revision).toBe((delivered.at(-1)?.revision ?? model.head) + 1);
    delivered.push({ type: removes ? "removed" : "put", resource, key, revision, value, previous: before });
  }
  if (throws) throw new Error("on purpose");
  model.log.push(...delivered);
}

const current = ({ type, value }: Delivered): number | undefined => (type === "put" ? value : undefined);

/** From somewhere in the history: from before its beginning it is refused, when its first change is asked for. */
const watch = (resource: string, prefix: string | undefined, back: number): Step =>
  step(`watch(${resource}, ${prefix}, ${back} back)`, (model, { storage }) => {
    const from = Math.max(0, model.head - back);
    const stop = new AbortController();
    const changes = storage
      .follow(resource, { from, signal: stop.signal, ...defined({ prefix }) })
      [Symbol.asyncIterator]();
    model.watchers.push({ resource, prefix, stop, changes, at: from, next: undefined });
  });

/** Reads on, at the reader's own pace: each change once, in order, whole, or the news that it came too late. */
const read = (which: number, most: number): Step =>
  step(
    `read(${which}, ${most})`,
    async (model) => {
      const watcher = model.watchers[which % model.watchers.length];
      if (watcher === undefined) return;
      for (let left = most; left > 0 && model.isBehind(watcher); left--) {
        watcher.next ??= next(watcher);
        await hear(model, watcher);
      }
    },
    ({ watchers }) => watchers.length > 0,
  );

/** One that has been told everything waits for more. */
const listen = (which: number): Step =>
  step(
    `listen(${which})`,
    (model) => {
      const watcher = model.watchers[which % model.watchers.length];
      if (watcher !== undefined && model.outstanding(watcher).length === 0) watcher.next ??= next(watcher);
    },
    ({ watchers }) => watchers.length > 0,
  );

const next = ({ changes }: Watcher): Promise<unknown> => changes.next().catch((error: unknown) => error);

/** Takes what a watcher waits for as soon as there is something to tell it. */
async function hear(model: Model, watcher: Watcher): Promise<void> {
  const [expected] = model.outstanding(watcher);
  if (watcher.next === undefined || expected === undefined) return;
  const heard = await Promise.race([watcher.next, sleep(PATIENCE_MS, "nothing", { ref: false })]);
  watcher.next = undefined;
  if (isExpired(heard)) {
    expect(watcher.at, "an error for what is still known").toBeLessThan(model.compacted);
    model.watchers = model.watchers.filter((one) => one !== watcher);
  } else {
    expect(heard, "nobody woke the watcher").not.toBe("nothing");
    expect(tell((heard as IteratorResult<Followed>).value)).toEqual(expected);
    watcher.at = expected.revision;
  }
}

function tell(change: Followed): Delivered {
  if (change.type === "progress") throw new Error("progress was not asked for");
  const { type, resource, key, revision } = change;
  const value = valueIn(change.object);
  return { type, resource, key, revision, value: value ?? Number.NaN, previous: valueIn(change.previous) };
}

const compact = (back: number): Step =>
  step(`compact(${back} back)`, (model, { storage }) => {
    const to = Math.max(model.compacted, model.head - back);
    storage.compact(model.head - back);
    model.compacted = to;
  });

const slice = (resource: string, range: Omit<Range, "at">, back: number): Step =>
  step(`slice(${resource}, ${JSON.stringify(range)}, ${back} back)`, (model, { storage }) => {
    const at = Math.max(0, model.head - back);
    const ask = () => storage.slice(resource, { ...range, ...(back === 0 ? {} : { at }) });
    if (at < model.compacted) {
      expect(ask).toThrow(/too old/);
      return;
    }
    const { prefix = "", after = "", limit = Number.POSITIVE_INFINITY } = range;
    const all = [...model.state(resource, at)].filter(([key]) => key.startsWith(prefix) && key > after);
    const found = ask();
    const values = found.items.map((item, index) => [found.keys[index], valueIn(item)]);
    expect(values).toEqual(all.slice(0, limit));
    expect(found.more).toBe(all.length > limit);
    if (back === 0) expect(storage.count(resource, { prefix, after: after as Key })).toBe(all.length);
  });

/** As after an end in good order; all watches end with the storage. */
const reopen = (): Step =>
  step("reopen()", async (model, real) => {
    real.storage.close();
    for (const { next, at } of model.watchers) {
      const end = await next;
      if (isExpired(end)) expect(at).toBeLessThan(model.compacted);
      else if (next !== undefined) expect(end).toMatchObject({ done: true });
    }
    model.watchers = [];
    real.storage = real.open();
  });

const resource = fc.constantFrom(...RESOURCES);
const key = fc.constantFrom(...KEYS);
const write = fc.record({ resource, key, value: fc.nat(99), removes: fc.boolean() });
const work = fc.record({
  writes: fc.array(write, { maxLength: 3 }),
  throws: fc.boolean(),
});
const prefix = fc.constantFrom(...PREFIXES);
const range = fc.record(
  { prefix: fc.constantFrom("a/", "b/"), after: key, limit: fc.integer({ min: 1, max: 3 }) },
  { requiredKeys: [] },
);
const back = fc.integer({ min: 0, max: 8 });

const steps = fc.commands(
  [
    fc.array(work, { minLength: 1, maxLength: 3 }).map(transact),
    fc.array(work, { minLength: 1, maxLength: 3 }).map(transact),
    fc.tuple(resource, prefix, back).map((given) => watch(...given)),
    fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 6 })).map((given) => read(...given)),
    fc.nat(5).map(listen),
    back.map(compact),
    fc.tuple(resource, range, back).map((given) => slice(...given)),
    fc.constant(reopen()),
  ],
  { size: "+1" },
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-storage-model-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("Every reader and watcher sees one log, each revision once and in order, or is told that it came too late", async () => {
  let files = 0;
  const property = fc.asyncProperty(steps, async (commands) => {
    const file = join(folder, `${files++}.sqlite`);
    // Nothing is forgotten of its own accord.
    const retain = { revisions: 1_000_000, ms: 1e12 };
    const open = () => createStorage({ file, clock: new ManualClock(), retain });
    const real: Real = { open, storage: open() };
    const model = new Model();
    try {
      await fc.asyncModelRun(() => ({ model, real }), commands);
      for (let which = 0; model.watchers.length > which; ) {
        const { length } = model.watchers;
        await read(which, Number.POSITIVE_INFINITY).run(model, real);
        if (model.watchers.length === length) which++;
      }
    } finally {
      for (const { stop } of model.watchers) stop.abort();
      real.storage.close();
    }
  });
  await fc.assert(property, modelRuns(30));
});
