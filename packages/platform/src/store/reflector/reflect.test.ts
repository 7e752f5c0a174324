import { type Kind, type Resource, SlipwayError } from "@slipway/model";
import { afterEach, describe, expect, test, vi } from "vitest";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import type { Cache } from "../cache.ts";
import type { Change, Page, Store } from "../store.ts";
import { createCache } from "./create-cache.ts";

interface Toy extends Resource {
  readonly kind: "Toy";
}
const toyKind: Kind<Toy> = { group: "g", version: "v1", kind: "Toy", plural: "toys", namespaced: true };
const toy = (name: string, resourceVersion: string): Toy => ({
  apiVersion: "g/v1",
  kind: "Toy",
  metadata: { namespace: "ns", name, resourceVersion },
});

type Round = readonly Change<Toy>[] | "expired" | "broken" | "forever";

/** A store that answers lists and watches from a script, and tells what it was asked. */
function scripted(script: { lists: Page<Toy>[]; watches: Round[] }) {
  const asked: string[] = [];
  const store = {
    list: async (_kind: unknown, _where: unknown, page?: { after?: string }) => {
      asked.push(`list ${page?.after ?? ""}`.trim());
      const next = script.lists.shift();
      if (next === undefined) throw new Error("the script has no further list");
      return next;
    },
    watch: async function* (_kind: unknown, from: string, signal: AbortSignal) {
      asked.push(`watch ${from}`);
      const round = script.watches.shift() ?? "forever";
      if (round === "expired") throw new SlipwayError("SLIP-API-007", "too old");
      if (round === "broken") throw new Error("connection reset");
      if (round !== "forever") return yield* round;
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    },
  };
  return { store: store as unknown as Store, asked };
}

describe("a reflector", () => {
  const stop = new AbortController();
  let cache: Cache;
  afterEach(() => cache.close());

  function start(script: { lists: Page<Toy>[]; watches: Round[] }) {
    const clock = new ManualClock();
    const { store, asked } = scripted(script);
    cache = createCache({ store, clock, log: silentLog });
    const changes: string[] = [];
    cache.follow(
      toyKind,
      {
        changed: ({ before, after }) =>
          changes.push(`${before?.metadata.name ?? ""} -> ${after?.metadata.name ?? ""}`),
      },
      stop.signal,
    );
    const names = () =>
      [...(cache.now(toyKind)?.values() ?? [])].map(
        ({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`,
      );
    return { clock, asked, changes, names };
  }

  test("brings in all pages of the list and then every change", async () => {
    const { asked, names } = start({
      lists: [
        { items: [toy("a", "1")], revision: "5", next: "more" },
        { items: [toy("b", "2")], revision: "5" },
      ],
      watches: [
        [
          { type: "added", object: toy("c", "6"), revision: "6" },
          { type: "modified", object: toy("a", "7"), revision: "7" },
          { type: "deleted", object: toy("b", "8"), revision: "8" },
          { type: "bookmark", revision: "9" },
        ],
      ],
    });
    expect(cache.now(toyKind)).toBeUndefined();
    const toys = await cache.of(toyKind);
    await vi.waitFor(() => expect(names()).toEqual(["a@7", "c@6"]));
    expect(toys.get("ns/c")?.metadata.name).toBe("c");
    await vi.waitFor(() => expect(asked.slice(0, 3)).toEqual(["list", "list more", "watch 5"]));
    expect(toys.revision).toBe("9");
  });

  test("goes on from the last revision when a watch ends by itself", async () => {
    const { asked } = start({
      lists: [{ items: [], revision: "5" }],
      watches: [[{ type: "bookmark", revision: "9" }], "forever"],
    });
    await vi.waitFor(() => expect(asked).toEqual(["list", "watch 5", "watch 9"]));
  });

  test("lists again when its revision is compacted, and tells what went meanwhile", async () => {
    const { names, clock, changes } = start({
      lists: [
        { items: [toy("a", "1"), toy("b", "2")], revision: "5" },
        { items: [toy("b", "2"), toy("c", "9")], revision: "10" },
      ],
      watches: ["expired", "forever"],
    });
    await vi.waitFor(() => {
      clock.advance(100);
      expect(names()).toEqual(["b@2", "c@9"]);
    });
    expect(changes).toEqual([" -> a", " -> b", " -> c", "a -> "]);
  });

  test("keeps what it has while the store fails, and asks again only after a pause", async () => {
    const { asked, names, clock } = start({
      lists: [
        { items: [toy("a", "1")], revision: "5" },
        { items: [toy("a", "1")], revision: "6" },
      ],
      watches: ["broken", "forever"],
    });
    await cache.of(toyKind);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual(["list", "watch 5"]);
    expect(names()).toEqual(["a@1"]);
    clock.advance(100);
    await vi.waitFor(() => expect(asked).toEqual(["list", "watch 5", "list", "watch 6"]));
  });

  test("does not take an own write back for a list or an event that is older", async () => {
    const { names, clock } = start({
      lists: [
        { items: [toy("a", "1")], revision: "5" },
        { items: [toy("a", "1"), toy("b", "3")], revision: "8" },
      ],
      watches: ["broken", [{ type: "modified", object: toy("a", "9"), revision: "9" }]],
    });
    const toys = await cache.of(toyKind);
    toys.put(toy("a", "12"));
    toys.put(toy("new", "11"));
    toys.put(toy("known", "4"));
    await vi.waitFor(() => {
      clock.advance(100);
      expect(toys.revision).toBe("9");
    });
    expect(names()).toEqual(["a@12", "new@11", "b@3"]);
  });

  test("follows a server that was put back to an earlier state", async () => {
    const { names, clock } = start({
      lists: [
        { items: [toy("a", "90"), toy("b", "91")], revision: "100" },
        { items: [toy("a", "30")], revision: "40" },
      ],
      watches: ["expired", "forever"],
    });
    const toys = await cache.of(toyKind);
    toys.put(toy("c", "101"));
    await vi.waitFor(() => {
      clock.advance(100);
      expect(names()).toEqual(["a@30"]);
    });
  });

  test("gives everybody else a turn while a great list comes in, and while a follower is told of it", async () => {
    const items = Array.from({ length: 20_000 }, (_, number) => toy(`t${number}`, String(number + 1)));
    let turns = 0;
    let most = 0;
    let thisTurn = 0;
    const tick = (): void => {
      turns += 1;
      most = Math.max(most, thisTurn);
      thisTurn = 0;
      if (turns < 10_000) setImmediate(tick);
    };
    start({ lists: [{ items, revision: "20000" }], watches: ["forever"] });
    const count = (): void => {
      thisTurn += 1;
    };
    setImmediate(tick);
    for (let followers = 0; followers < 2; followers++) {
      const synced = new Promise<void>((resolve) =>
        cache.follow(toyKind, { changed: count, synced: resolve }, stop.signal),
      );
      await synced;
    }
    turns = 10_000;
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(500);
  });

  test("goes on telling the others when a follower fails", async () => {
    const { changes } = start({
      lists: [{ items: [toy("a", "1")], revision: "5" }],
      watches: [[{ type: "added", object: toy("b", "6"), revision: "6" }], "forever"],
    });
    const fail = (): never => {
      throw new Error("mine");
    };
    cache.follow(toyKind, { changed: fail, synced: fail }, stop.signal);
    await vi.waitFor(() => expect(changes).toEqual([" -> a", " -> b"]));
  });
});
