import { type Key, type Kind, keyOf, type Resource, SlipwayError } from "@slipway/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { modelRuns } from "#lib/testing/model-runs.ts";
import type { Cache, CacheChange, Cached, Index, Range } from "./cache.ts";
import { createCache } from "./reflector/create-cache.ts";
import type { Change, Page, Store } from "./store.ts";

interface Toy extends Resource {
  readonly kind: "Toy";
  readonly spec: { readonly size: number };
}

const toyKind: Kind<Toy> = { group: "g", version: "v1", kind: "Toy", plural: "toys", namespaced: true };
const KEYS = ["a/1", "a/2", "b/1"] as const satisfies readonly Key[];
/** Longer than the longest pause of a reflector. */
const PAUSE_MS = 120_000;

const bySize: Index<Toy> = {
  name: "size",
  values: ({ spec }) => (spec.size % 2 === 0 ? ["even", "all"] : ["all"]),
  rank: ({ spec }) => String(spec.size),
};

type Fault = "end" | "break" | "expire";

/** A server with one kind: a log, watches that a fault can end, and lists that can fail. */
class Server {
  readonly log: Change<Toy>[] = [];
  readonly #watches = new Set<{ wake(): void; fault?: Fault }>();
  failing = 0;
  /** A watch from before it is refused. */
  #compacted = 0;
  #uids = 0;

  get head(): number {
    return Number(this.log.at(-1)?.revision ?? 1);
  }

  state(): ReadonlyMap<Key, Toy> {
    const state = new Map<Key, Toy>();
    for (const change of this.log) {
      if (change.type === "bookmark") continue;
      if (change.type === "deleted") state.delete(keyOf(change.object));
      else state.set(keyOf(change.object), change.object);
    }
    return state;
  }

  /** Creates or changes; an object that was removed comes back as another one. */
  write(key: Key, size: number): Toy {
    const present = this.state().get(key);
    const revision = String(this.head + 1);
    const [namespace = "", name = ""] = key.split("/");
    const uid = present?.metadata.uid ?? `uid-${++this.#uids}`;
    const metadata = { namespace, name, uid, resourceVersion: revision };
    const object: Toy = { apiVersion: "g/v1", kind: "Toy", metadata, spec: { size } };
    this.#append({ type: present === undefined ? "added" : "modified", object, revision });
    return object;
  }

  remove(object: Toy): void {
    const revision = String(this.head + 1);
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: revision } };
    this.#append({ type: "deleted", object: last, revision });
  }

  bookmark(): void {
    this.#append({ type: "bookmark", revision: String(this.head) });
  }

  fault(fault: Fault): void {
    if (fault === "expire") this.#compacted = this.head;
    for (const watch of this.#watches) {
      watch.fault = fault;
      watch.wake();
    }
  }

  #append(change: Change<Toy>): void {
    this.log.push(change);
    for (const watch of this.#watches) watch.wake();
  }

  get store(): Store {
    const list = async (): Promise<Page<Toy>> => {
      if (this.failing > 0) {
        this.failing--;
        throw new Error("the server does not answer");
      }
      const page = { items: [...this.state().values()], revision: String(this.head) };
      // What is written now is not in it.
      await new Promise<void>((resolve) => setImmediate(resolve));
      return page;
    };
    const watch = (_kind: unknown, from: string, signal: AbortSignal) => this.#watch(Number(from), signal);
    return { list, watch } as unknown as Store;
  }

  async *#watch(from: number, signal: AbortSignal): AsyncGenerator<Change<Toy>> {
    let wake = (): void => {};
    const watch: { wake(): void; fault?: Fault } = { wake: () => wake() };
    this.#watches.add(watch);
    signal.addEventListener("abort", () => wake());
    try {
      if (from < this.#compacted) throw new SlipwayError("SLIP-API-007", "too old");
      for (let at = this.log.findLastIndex(({ revision }) => Number(revision) <= from) + 1; ; ) {
        if (signal.aborted || watch.fault === "end") return;
        if (watch.fault === "break") throw new Error("connection reset");
        if (watch.fault === "expire") throw new SlipwayError("SLIP-API-007", "too old");
        const change = this.log[at];
        if (change === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        } else {
          at++;
          yield change;
        }
      }
    } finally {
      this.#watches.delete(watch);
    }
  }
}

/** What a follower makes of what it is told: each change must go on where the last one of its object ended. */
class Notifications {
  readonly objects = new Map<Key, Toy>();
  synced = false;

  changed({ before, after }: CacheChange<Toy>): void {
    const key = keyOf((after ?? before) as Toy);
    expect(before?.metadata.resourceVersion).toBe(this.objects.get(key)?.metadata.resourceVersion);
    if (before !== undefined && after !== undefined) {
      expect(after.metadata.uid).toBe(before.metadata.uid);
      expect(versionOf(after)).toBeGreaterThan(versionOf(before));
    }
    if (after === undefined) this.objects.delete(key);
    else this.objects.set(key, after);
  }
}

const versionOf = ({ metadata }: Toy): number => Number(metadata.resourceVersion);

interface Real {
  readonly server: Server;
  readonly clock: ManualClock;
  readonly cache: Cache;
  readonly stop: AbortController;
}

/** What was seen so far, none of which may be taken back. */
interface Model {
  revision: number;
  readonly followers: { readonly notified: Notifications; readonly errors: unknown[] }[];
}

type Step = fc.AsyncCommand<Model, Real>;
const step = (
  title: string,
  run: (real: Real, model: Model) => Promise<void> | void,
  check: () => boolean = () => true,
): Step => ({
  check,
  run: async (model, real) => {
    await run(real, model);
    const cached = real.cache.now(toyKind);
    if (cached !== undefined) expectConsistent(cached, { server: real.server, model });
    expect(model.followers.flatMap(({ errors }) => errors)).toEqual([]);
  },
  toString: () => title,
});

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};

/** Behind the server at most, never before what it showed already, and the same by key, as a whole and by index. */
function expectConsistent(cached: Cached<Toy>, { server, model }: { server: Server; model: Model }): void {
  expect(Number(cached.revision)).toBeLessThanOrEqual(server.head);
  expect(Number(cached.revision)).toBeGreaterThanOrEqual(model.revision);
  model.revision = Number(cached.revision);
  const all = [...cached.values()];
  for (const toy of all) expect(cached.get(keyOf(toy))).toBe(toy);
  for (const value of ["all", "even"]) for (const range of RANGES) expectFound(cached, all, { value, range });
}

const RANGES: readonly Range[] = [
  {},
  { descending: true },
  { limit: 1 },
  { after: { rank: "3" } },
  { after: { rank: "3", key: "a/2" } },
  { after: { rank: "5", key: "a/1" }, descending: true, limit: 2 },
];

function expectFound(
  cached: Cached<Toy>,
  all: readonly Toy[],
  { value, range }: { readonly value: string; readonly range: Range },
): void {
  const place = (toy: Toy): string => `${toy.spec.size} ${keyOf(toy)}`;
  const { after, descending = false, limit = all.length } = range;
  const from = after === undefined ? undefined : `${after.rank} ${after.key ?? ""}`;
  const wanted = all
    .filter((toy) => [...bySize.values(toy)].includes(value))
    .filter((toy) => from === undefined || (descending ? place(toy) < from : place(toy) > from))
    .toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
  const ordered = descending ? wanted.toReversed() : wanted;
  expect(cached.by(bySize, value, range).map(place)).toEqual(ordered.slice(0, limit).map(place));
}

const write = (key: Key, size: number, noted: boolean): Step =>
  step(`write(${key}, ${size}${noted ? ", noted" : ""})`, ({ server, cache }) => {
    const written = server.write(key, size);
    if (!noted) return;
    cache.now(toyKind)?.put(written);
    const held = cache.now(toyKind)?.get(key);
    if (held !== undefined) expect(versionOf(held)).toBe(versionOf(written));
  });

const remove = (key: Key, noted: boolean): Step =>
  step(`remove(${key}${noted ? ", noted" : ""})`, ({ server, cache }) => {
    const present = server.state().get(key);
    if (present === undefined) return;
    server.remove(present);
    if (noted) cache.now(toyKind)?.doubt(key);
  });

/** As a read does that was under way while others wrote. */
const putOld = (back: number): Step =>
  step(`putOld(${back} back)`, ({ server, cache }) => {
    const old = server.log.at(-1 - back);
    if (
      old !== undefined &&
      old.type !== "bookmark" &&
      old.type !== "deleted" &&
      isPresent(server, old.object)
    )
      cache.now(toyKind)?.put(old.object);
  });

const isPresent = (server: Server, toy: Toy): boolean =>
  server.state().get(keyOf(toy))?.metadata.uid === toy.metadata.uid;

const fault = (what: Fault): Step => step(`fault(${what})`, ({ server }) => server.fault(what));
const failLists = (times: number): Step =>
  step(`failLists(${times})`, ({ server }) => {
    server.failing = times;
  });
const bookmark = (): Step => step("bookmark()", ({ server }) => server.bookmark());
const turn = (): Step => step("turn()", turns);
const pass = (): Step =>
  step("pass()", async ({ clock }) => {
    await turns();
    clock.advance(PAUSE_MS);
    await turns();
  });

const follow = (): Step =>
  step("follow()", ({ cache, stop }, model) => {
    const follower = { notified: new Notifications(), errors: [] as unknown[] };
    model.followers.push(follower);
    cache.follow(
      toyKind,
      {
        changed: (change) => {
          try {
            follower.notified.changed(change);
          } catch (error) {
            follower.errors.push(error);
          }
        },
        synced: () => {
          follower.notified.synced = true;
        },
      },
      stop.signal,
    );
  });

const key = fc.constantFrom(...KEYS);
const steps = fc.commands(
  [
    fc.tuple(key, fc.integer({ min: 1, max: 6 }), fc.boolean()).map((given) => write(...given)),
    fc.tuple(key, fc.integer({ min: 1, max: 6 }), fc.boolean()).map((given) => write(...given)),
    fc.tuple(key, fc.boolean()).map((given) => remove(...given)),
    fc.nat(4).map(putOld),
    fc.constantFrom<Fault>("end", "break", "expire").map(fault),
    fc.integer({ min: 1, max: 3 }).map(failLists),
    fc.constant(bookmark()),
    fc.constant(turn()),
    fc.constant(turn()),
    fc.constant(pass()),
    fc.constant(follow()),
  ],
  { size: "+1" },
);

/** With nothing more to happen the copy is what the server has, and so is what followers made of what they were told. */
async function expectCaughtUp(model: Model, real: Real): Promise<void> {
  const { server, cache } = real;
  server.failing = 0;
  for (let round = 0; round < 4; round++) await pass().run(model, real);
  const cached = await cache.of(toyKind);
  await cached.caughtUp(String(server.head));
  const wanted = versions(server.state().values());
  expect(versions(cached.values())).toEqual(wanted);
  for (const key of KEYS) if (!server.state().has(key)) expect(cached.isDoubtful(key)).toBe(false);
  for (const { notified } of model.followers) {
    expect(notified.synced).toBe(true);
    expect(versions(notified.objects.values())).toEqual(wanted);
  }
}

const versions = (toys: Iterable<Toy>): readonly string[] =>
  [...toys].map((toy) => `${keyOf(toy)} ${toy.metadata.uid} ${versionOf(toy)}`).sort();

test("A copy is behind the server and never wrong, and its followers are told each change of an object in order", async () => {
  const property = fc.asyncProperty(steps, async (commands) => {
    const server = new Server();
    const clock = new ManualClock();
    const cache = createCache({ store: server.store, clock, log: silentLog });
    const real: Real = { server, clock, cache, stop: new AbortController() };
    const model: Model = { revision: 0, followers: [] };
    try {
      cache.index(toyKind, bySize);
      await fc.asyncModelRun(() => ({ model, real }), commands);
      await expectCaughtUp(model, real);
    } finally {
      real.stop.abort();
      await cache.close();
    }
  });
  await fc.assert(property, modelRuns(60));
});
