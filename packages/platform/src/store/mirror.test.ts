import { type Kind, type Resource, SlipwayError } from "@slipway/model";
import { describe, expect, test, vi } from "vitest";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { type MirrorOptions, startMirror } from "./mirror.ts";
import type { Change, Page, Store } from "./store.ts";

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

function start(script: { lists: Page<Toy>[]; watches: Round[] }, more: Partial<MirrorOptions<Toy>> = {}) {
  const clock = new ManualClock();
  const { store, asked } = scripted(script);
  const mirror = startMirror({ store, kind: toyKind, clock, log: silentLog, ...more });
  const names = () =>
    [...mirror.values()].map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`);
  return { clock, asked, mirror, names };
}

describe("a mirror", () => {
  test("holds all pages of the list and then every change", async () => {
    const { mirror, asked, names } = start({
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
    await mirror.synced;
    await vi.waitFor(() => expect(names()).toEqual(["a@7", "c@6"]));
    expect(mirror.get("ns/c")?.metadata.name).toBe("c");
    expect(asked.slice(0, 3)).toEqual(["list", "list more", "watch 5"]);
    await mirror.close();
  });

  test("goes on from the last revision when a watch ends by itself", async () => {
    const { mirror, asked } = start({
      lists: [{ items: [], revision: "5" }],
      watches: [[{ type: "bookmark", revision: "9" }], "forever"],
    });
    await vi.waitFor(() => expect(asked).toEqual(["list", "watch 5", "watch 9"]));
    await mirror.close();
  });

  test("lists again when its revision is compacted, and drops what went meanwhile", async () => {
    const changes: string[] = [];
    const { mirror, names, clock } = start(
      {
        lists: [
          { items: [toy("a", "1"), toy("b", "2")], revision: "5" },
          { items: [toy("b", "2"), toy("c", "9")], revision: "10" },
        ],
        watches: ["expired", "forever"],
      },
      { changed: (before, after) => changes.push(`${before?.metadata.name} -> ${after?.metadata.name}`) },
    );
    await mirror.synced;
    await vi.waitFor(() => {
      clock.advance(100);
      expect(names()).toEqual(["b@2", "c@9"]);
    });
    expect(changes).toEqual(["undefined -> a", "undefined -> b", "a -> undefined", "undefined -> c"]);
    await mirror.close();
  });

  test("keeps what it has while the store fails, and asks again only after a pause", async () => {
    const { mirror, asked, names, clock } = start({
      lists: [
        { items: [toy("a", "1")], revision: "5" },
        { items: [toy("a", "1")], revision: "6" },
      ],
      watches: ["broken", "forever"],
    });
    await mirror.synced;
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual(["list", "watch 5"]);
    expect(names()).toEqual(["a@1"]);
    clock.advance(100);
    await vi.waitFor(() => expect(asked).toEqual(["list", "watch 5", "list", "watch 6"]));
    await mirror.close();
  });
});
