import {
  type Caller,
  isAlreadyExists,
  isConflict,
  isExpired,
  isForbidden,
  isInvalid,
  isNotFound,
  isSlipwayError,
  type Revision,
} from "@slipway/model";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Change, Selector, Store } from "./store.ts";
import { type Toy, toy, toyKind } from "./testing/toy.ts";

/** What an implementation brings to be judged: a store that may do everything, with the kind Toy defined. */
export interface StoreHarness {
  readonly store: Store;
  /** Known, and without any right. */
  readonly stranger: Caller;
  /** A new namespace. */
  namespace(): Promise<string>;
  /** A revision whose history has just been forgotten; absent where that cannot be brought about. */
  forgottenRevision?(): Promise<Revision>;
  close(): Promise<void>;
}

/** The store seam's specification: only what a real API server honours, and all that the code above relies on. */
export function storeContract(name: string, makeStore: () => Promise<StoreHarness>): void {
  describe(`${name} keeps the store's contract`, () => {
    let harness: StoreHarness;
    let store: Store;
    beforeAll(async () => {
      harness = await makeStore();
      store = harness.store;
    });
    afterAll(() => harness.close());
    const namespace = (): Promise<string> => harness.namespace();

    readingAndWriting(() => store, namespace);
    applying(() => store, namespace);
    removing(() => store, namespace);
    listing(() => store, namespace);
    watching(() => store, namespace);

    test("another caller has that caller's rights alone", async () => {
      const ns = await namespace();
      await store.create(toyKind, toy(ns, "a"));
      const other = store.as(harness.stranger);
      expect(isForbidden(await failure(other.get(toyKind, `${ns}/a`)))).toBe(true);
      expect(isForbidden(await failure(other.create(toyKind, toy(ns, "b"))))).toBe(true);
    });

    test("a watch from a forgotten revision is Expired", async (context) => {
      if (harness.forgottenRevision === undefined) context.skip("history cannot be forgotten on demand here");
      const revision = (await harness.forgottenRevision?.()) ?? "";
      const watching = collect(store, { from: revision, count: 1 });
      expect(isExpired(await failure(watching))).toBe(true);
    });
  });
}

type Get = () => Store;
type MakeNamespace = () => Promise<string>;

function readingAndWriting(store: Get, namespace: MakeNamespace): void {
  test("what is not there is undefined", async () => {
    expect(await store().get(toyKind, `${await namespace()}/nothing`)).toBeUndefined();
  });

  test("a created object has identity, revision, generation 1 and defaults, and is what get returns", async () => {
    const ns = await namespace();
    const given = Object.freeze(toy(ns, "a"));
    const created = await store().create(toyKind, given);
    expect(created).toMatchObject({
      apiVersion: "contract.slipway.dev/v1",
      kind: "Toy",
      metadata: { name: "a", namespace: ns, generation: 1, uid: expect.stringMatching(/./) },
      spec: { size: 1, colour: "blue" },
    });
    expect(created.metadata.resourceVersion).toMatch(/./);
    expect(created.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await store().get(toyKind, `${ns}/a`)).toEqual(created);
    expect(given).toEqual(toy(ns, "a"));
  });

  test("what comes out can be changed by nobody but its caller", async () => {
    const ns = await namespace();
    const created = await store().create(toyKind, toy(ns, "a"));
    try {
      Object.assign(created.spec, { size: 50 });
    } catch {
      // frozen, which is as good
    }
    expect((await store().get(toyKind, `${ns}/a`))?.spec.size).toBe(1);
  });

  test("a taken name, a missing namespace and an invalid object are told apart", async () => {
    const ns = await namespace();
    await store().create(toyKind, toy(ns, "a"));
    expect(isAlreadyExists(await failure(store().create(toyKind, toy(ns, "a"))))).toBe(true);
    expect(isNotFound(await failure(store().create(toyKind, toy(`${ns}-not`, "a"))))).toBe(true);
    const invalid = await failure(store().create(toyKind, toy(ns, "b", { spec: { size: 101 } })));
    expect(isInvalid(invalid)).toBe(true);
    expect(isSlipwayError(invalid) && invalid.details.causes?.map((cause) => cause.field)).toEqual([
      "spec.size",
    ]);
  });

  test("a replaced spec counts the generation and keeps the status; a replaced status keeps the rest", async () => {
    const ns = await namespace();
    const created = await store().create(toyKind, toy(ns, "a", { status: { phase: "ignored" } }));
    expect(created.status).toBeUndefined();
    const busy = await store().replace(
      toyKind,
      { ...created, spec: { size: 9 }, status: { phase: "Busy" } },
      "status",
    );
    expect(busy).toMatchObject({
      metadata: { generation: 1 },
      spec: { size: 1 },
      status: { phase: "Busy" },
    });
    const { status: _, ...withoutStatus } = busy;
    const larger = await store().replace(toyKind, { ...withoutStatus, spec: { size: 9 } }, "object");
    expect(larger).toMatchObject({
      metadata: { generation: 2, uid: created.metadata.uid },
      spec: { size: 9, colour: "blue" },
      status: { phase: "Busy" },
    });
  });

  test("a replace of an old revision is a Conflict and changes nothing", async () => {
    const ns = await namespace();
    const first = await store().create(toyKind, toy(ns, "a"));
    await store().replace(toyKind, { ...first, spec: { size: 2 } }, "object");
    expect(
      isConflict(await failure(store().replace(toyKind, { ...first, spec: { size: 3 } }, "object"))),
    ).toBe(true);
    const late = store().replace(toyKind, { ...first, status: { phase: "late" } }, "status");
    expect(isConflict(await failure(late))).toBe(true);
    expect(await store().get(toyKind, `${ns}/a`)).toMatchObject({ spec: { size: 2 } });
  });

  test("of many who replace the same revision one wins", async () => {
    const ns = await namespace();
    const first = await store().create(toyKind, toy(ns, "a"));
    const results = await Promise.allSettled(
      [2, 3, 4, 5, 6].map((size) => store().replace(toyKind, { ...first, spec: { size } }, "object")),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(isConflict(result.reason)).toBe(true);
  });

  test("a replace that changes nothing leaves the revision", async () => {
    const ns = await namespace();
    const first = await store().create(toyKind, toy(ns, "a"));
    const same = await store().replace(toyKind, first, "object");
    expect(same.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  test("what is not there cannot be replaced", async () => {
    const ns = await namespace();
    const gone = toy(ns, "a", { metadata: { name: "a", namespace: ns, resourceVersion: "1" } });
    expect(isNotFound(await failure(store().replace(toyKind, gone, "object")))).toBe(true);
  });
}

function applying(store: Get, namespace: MakeNamespace): void {
  test("apply creates, and applying the same again changes nothing", async () => {
    const ns = await namespace();
    const first = await store().apply(toyKind, toy(ns, "a"), { manager: "m1" });
    expect(first).toMatchObject({ metadata: { generation: 1 }, spec: { size: 1, colour: "blue" } });
    const again = await store().apply(toyKind, toy(ns, "a"), { manager: "m1" });
    expect(again.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  test("a field of another manager is a Conflict unless forced", async () => {
    const ns = await namespace();
    await store().apply(toyKind, toy(ns, "a"), { manager: "m1" });
    const mine = toy(ns, "a", { spec: { size: 2 } });
    expect(isConflict(await failure(store().apply(toyKind, mine, { manager: "m2" })))).toBe(true);
    const forced = await store().apply(toyKind, mine, { manager: "m2", force: true });
    expect(forced.spec.size).toBe(2);
  });

  test("what a manager leaves out goes, what others applied stays", async () => {
    const ns = await namespace();
    const tagged = (...names: string[]): Toy =>
      toy(ns, "a", { spec: { size: 1, tags: names.map((name) => ({ name })) } });
    await store().apply(toyKind, tagged("x", "y"), { manager: "m1" });
    await store().apply(toyKind, tagged("z"), { manager: "m2" });
    const left = await store().apply(toyKind, tagged("y"), { manager: "m1" });
    expect(left.spec.tags?.map((tag) => tag.name).sort()).toEqual(["y", "z"]);
  });
}

function removing(store: Get, namespace: MakeNamespace): void {
  test("a removed object is gone, and removing it again is NotFound", async () => {
    const ns = await namespace();
    await store().create(toyKind, toy(ns, "a"));
    await store().remove(toyKind, `${ns}/a`);
    expect(await store().get(toyKind, `${ns}/a`)).toBeUndefined();
    expect(isNotFound(await failure(store().remove(toyKind, `${ns}/a`)))).toBe(true);
  });

  test("an object with finalizers stays, marked, until the last one goes", async () => {
    const ns = await namespace();
    const finalizers = ["contract.slipway.dev/held"];
    await store().create(toyKind, toy(ns, "a", { metadata: { name: "a", namespace: ns, finalizers } }));
    await store().remove(toyKind, `${ns}/a`);
    const marked = await store().get(toyKind, `${ns}/a`);
    expect(marked?.metadata).toMatchObject({ finalizers, generation: 2 });
    expect(marked?.metadata.deletionTimestamp).toMatch(/./);
    if (marked === undefined) return;
    const { finalizers: _, ...metadata } = marked.metadata;
    await store().replace(toyKind, { ...marked, metadata }, "object");
    expect(await store().get(toyKind, `${ns}/a`)).toBeUndefined();
  });

  test("a removal meant for another incarnation is a Conflict", async () => {
    const ns = await namespace();
    const created = await store().create(toyKind, toy(ns, "a"));
    const other = store().remove(toyKind, `${ns}/a`, { uid: "11111111-2222-3333-4444-555555555555" });
    expect(isConflict(await failure(other))).toBe(true);
    await store().remove(toyKind, `${ns}/a`, { uid: created.metadata.uid ?? "" });
    expect(await store().get(toyKind, `${ns}/a`)).toBeUndefined();
  });
}

function listing(store: Get, namespace: MakeNamespace): void {
  test("a list is of one namespace and of the labels asked for", async () => {
    const [one, two] = [await namespace(), await namespace()];
    const labelled = (name: string, team: string): Toy =>
      toy(one, name, { metadata: { name, namespace: one, labels: { team, tier: "1" } } });
    await store().create(toyKind, labelled("a", "x"));
    await store().create(toyKind, labelled("b", "y"));
    await store().create(toyKind, toy(two, "c"));
    const names = async (where?: Selector): Promise<string[]> =>
      (await store().list(toyKind, where)).items.map((item) => item.metadata.name);
    expect(await names({ namespace: one })).toEqual(["a", "b"]);
    expect(await names({ namespace: one, labels: { team: "y", tier: "1" } })).toEqual(["b"]);
    expect(await names({ namespace: one, has: ["tier"] })).toEqual(["a", "b"]);
    expect(await names({ namespace: one, has: ["tier", "rank"] })).toEqual([]);
    expect(await names()).toEqual(expect.arrayContaining(["a", "b", "c"]));
  });

  test("pages of one list are of one revision and together the whole, whatever is written meanwhile", async () => {
    const ns = await namespace();
    for (const name of ["a", "b", "c", "d", "e"]) await store().create(toyKind, toy(ns, name));
    const first = await store().list(toyKind, { namespace: ns }, { limit: 2 });
    await store().create(toyKind, toy(ns, "aa"));
    await store().remove(toyKind, `${ns}/d`);
    const names = first.items.map((item) => item.metadata.name);
    let after = first.next;
    while (after !== undefined) {
      const page = await store().list(toyKind, { namespace: ns }, { limit: 2, after });
      expect(page.revision).toBe(first.revision);
      names.push(...page.items.map((item) => item.metadata.name));
      after = page.next;
    }
    expect(names).toEqual(["a", "b", "c", "d", "e"]);
  });
}

function watching(store: Get, namespace: MakeNamespace): void {
  test("a watch from a list's revision tells every later change once, in order", async () => {
    const ns = await namespace();
    const before = await store().create(toyKind, toy(ns, "before"));
    const { revision } = await store().list(toyKind, { namespace: ns });
    const added = await store().create(toyKind, toy(ns, "a"));
    const watched = collect(store(), { from: revision, count: 4, where: { namespace: ns } });
    const changed = await store().replace(toyKind, { ...added, spec: { size: 2 } }, "object");
    await store().replace(toyKind, { ...changed, status: { phase: "Busy" } }, "status");
    await store().remove(toyKind, `${ns}/before`);
    const changes = await watched;
    expect(changes.map(summaryOf)).toEqual(["added a 1", "modified a 2", "modified a 2", "deleted before 1"]);
    expect(changes[3]?.revision).not.toBe(before.metadata.resourceVersion);
  });

  test("an object that leaves the labels asked for is told as deleted, one that enters as added", async () => {
    const ns = await namespace();
    const where: Selector = { namespace: ns, labels: { team: "x" } };
    const labels = (team: string) => ({ name: "a", namespace: ns, labels: { team } });
    const { revision } = await store().list(toyKind, where);
    const watched = collect(store(), { from: revision, count: 3, where });
    const one = await store().create(toyKind, toy(ns, "a", { metadata: labels("x") }));
    const two = await store().replace(
      toyKind,
      { ...one, metadata: { ...one.metadata, labels: { team: "y" } } },
      "object",
    );
    await store().replace(
      toyKind,
      { ...two, metadata: { ...two.metadata, labels: { team: "x" } } },
      "object",
    );
    expect((await watched).map((change) => change.type)).toEqual(["added", "deleted", "added"]);
  });

  test("two watchers tell the same changes in the same order", async () => {
    const ns = await namespace();
    const where = { namespace: ns };
    const { revision } = await store().list(toyKind, where);
    const how = { from: revision, count: 30, where };
    const watched = [collect(store(), how), collect(store(), how)];
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => store().create(toyKind, toy(ns, `t${index}`))),
    );
    const [first, second] = (await Promise.all(watched)).map((changes) => changes.map(summaryOf));
    expect(first).toHaveLength(30);
    expect(second).toEqual(first);
  });

  test("a watch ends without an error when its signal aborts", async () => {
    const ns = await namespace();
    const { revision } = await store().list(toyKind, { namespace: ns });
    const stop = new AbortController();
    const ended = (async () => {
      for await (const change of store().watch(toyKind, revision, stop.signal, { namespace: ns })) {
        if (change.type === "added") stop.abort();
      }
      return "ended";
    })();
    await store().create(toyKind, toy(ns, "a"));
    expect(await ended).toBe("ended");
  });
}

type ToyChange = Exclude<Change<Toy>, { readonly type: "bookmark" }>;

function summaryOf({ type, object }: ToyChange): string {
  return `${type} ${object.metadata.name} ${object.metadata.generation}`;
}

/** The next `count` changes after a revision; bookmarks are passed over. */
async function collect(
  store: Store,
  how: { readonly from: Revision; readonly count: number; readonly where?: Selector },
): Promise<readonly ToyChange[]> {
  const stop = new AbortController();
  const changes: ToyChange[] = [];
  for await (const change of store.watch(toyKind, how.from, stop.signal, how.where)) {
    if (change.type === "bookmark") continue;
    changes.push(change);
    if (changes.length === how.count) break;
  }
  stop.abort();
  return changes;
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("nothing failed");
}
