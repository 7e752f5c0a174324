import { isConflict } from "@slipway/model";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import type { CacheChange } from "./cache.ts";
import { cachedStore } from "./cached-store.ts";
import { createCache } from "./reflector/create-cache.ts";
import type { Store } from "./store.ts";
import { createMemoryStore } from "./testing/memory-store.ts";
import { type Toy, toy, toyCrd, toyKind } from "./testing/toy.ts";

/** What one writer does to one of six objects; `forget` lets watches that are behind expire. */
type Act = { readonly verb: "create" | "grow" | "remove" | "forget" | "turn"; readonly which: number };
const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.record({
    verb: fc.constantFrom("create", "grow", "grow", "remove", "turn", "turn", "forget"),
    which: fc.nat(5),
  }),
  { maxLength: 40 },
);

test("whatever is written through it, its reads are the server's, and followers end up with what is there", async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (plan) => {
      const home = await open();
      for (const { verb, which } of plan) {
        await carryOut(home, verb, `t${which}`);
        const [mine, theirs] = [await home.store.list(toyKind), await home.server.list(toyKind)];
        expect(sizes(mine.items)).toEqual(sizes(theirs.items));
      }
      const { items } = await home.server.list(toyKind);
      await vi.waitFor(() => expect(Object.fromEntries(home.counts)).toEqual(sizes(items)), {
        timeout: 5_000,
      });
      expect(sizes((await home.cache.of(toyKind)).values())).toEqual(sizes(items));
      await home.close();
    }),
    { numRuns: 50 },
  );
}, 60_000);

test("what a write was refused for is seen by the next read, so that trying again at once gets on", async () => {
  const home = await open();
  await home.store.create(toyKind, toy("default", "a"));
  const [mine] = [await home.store.get(toyKind, "default/a")];
  if (mine === undefined) throw new Error("the toy is gone");
  const grown = (size: number) => ({ ...mine, spec: { size } });
  await home.server.replace(toyKind, grown(7), "object");
  const refused = home.store.replace(toyKind, grown(8), "object");
  await expect(refused).rejects.toSatisfy(isConflict);
  const theirs = await home.store.get(toyKind, "default/a");
  expect(theirs?.spec.size).toBe(7);
  if (theirs !== undefined) await home.store.replace(toyKind, { ...theirs, spec: { size: 8 } }, "object");
  expect((await home.server.get(toyKind, "default/a"))?.spec.size).toBe(8);
  await home.close();
});

async function open() {
  const memory = await createMemoryStore({ clock: systemClock, definitions: [toyCrd] });
  const cache = createCache({ store: memory.store, clock: systemClock, log: silentLog });
  const counts = new Map<string, number>();
  const changed = ({ before, after }: CacheChange<Toy>): void => {
    if (after === undefined) counts.delete(before?.metadata.name ?? "");
    else counts.set(after.metadata.name, after.spec.size);
  };
  cache.follow(toyKind, { changed }, new AbortController().signal);
  await cache.of(toyKind);
  return {
    server: memory.store,
    store: cachedStore(memory.store, cache),
    cache,
    counts: counts,
    forget: memory.compact,
    close: async () => {
      await cache.close();
      await memory.close();
    },
  };
}

async function carryOut(
  { store, forget }: { readonly store: Store; forget(): void },
  verb: Act["verb"],
  name: string,
): Promise<void> {
  if (verb === "forget") return forget();
  if (verb === "turn") return new Promise((resolve) => setImmediate(resolve));
  const present = await store.get(toyKind, `default/${name}`);
  if (verb === "create") {
    if (present === undefined) await store.create(toyKind, toy("default", name));
  } else if (present !== undefined) {
    if (verb === "remove") await store.remove(toyKind, `default/${name}`);
    else await store.replace(toyKind, { ...present, spec: { size: present.spec.size + 1 } }, "object");
  }
}

function sizes(toys: Iterable<Toy>): Readonly<Record<string, number>> {
  return Object.fromEntries([...toys].map(({ metadata, spec }) => [metadata.name, spec.size]));
}
