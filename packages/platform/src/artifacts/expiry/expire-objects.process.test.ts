import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { FolderArtifacts } from "../folder/folder-artifacts.ts";
import type { ExpiryRule } from "../object-store.ts";
import { expireObjects } from "./expire-objects.ts";

const DAY_MS = 86_400_000;
let folder: string;
let clock: ManualClock;
let store: FolderArtifacts;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-expiry-"));
  clock = new ManualClock();
  store = await FolderArtifacts.open(folder, clock);
  await store.createBucket("bucket");
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const put = (key: string, more: { tags?: Record<string, string> } = {}) =>
  store.put("bucket", key, Buffer.from(key), more);
const rule = (more: Omit<ExpiryRule, "id">) =>
  store.configure("bucket", (settings) => ({ ...settings, expiry: [{ id: "r", ...more }] }));
const keepVersions = () => store.configure("bucket", (settings) => ({ ...settings, versioning: "Enabled" }));
const lookFrom = (stoppedAt: string | undefined, removals: number) =>
  expireObjects(store, {
    now: clock.now(),
    signal: new AbortController().signal,
    limits: { removals },
    stoppedAt,
  });
const look = async (removals = 1000) => (await lookFrom(undefined, removals)).removed;
const keys = async () => (await store.list("bucket", { limit: 100 })).items.map(({ key }) => key);
const versions = async () =>
  (await store.versions("bucket", { limit: 100 })).items.map(({ key, marker }) =>
    marker ? `${key} gone` : key,
  );

describe("rules of expiry", () => {
  it("let objects go once their days are over, at a midnight, and only those that they are of", async () => {
    await put("logs/a");
    await put("logs/b", { tags: { keep: "no" } });
    await put("data/c");
    await rule({ prefix: "logs/", days: 2, tags: { keep: "no" } });
    clock.advance(2 * DAY_MS - 1);
    expect(await look()).toBe(0);
    clock.advance(DAY_MS + 1);
    expect(await look()).toBe(1);
    expect(await keys()).toEqual(["data/c", "logs/a"]);
  });

  it("remove no more than a look may, and the rest at the next", async () => {
    for (const key of ["a", "b", "c"]) await put(key);
    await rule({ days: 1 });
    clock.advance(3 * DAY_MS);
    expect([await look(2), await look(2), await look(2)]).toEqual([2, 1, 0]);
  });

  it("leave an equal object that is put again between the look and the removal", async () => {
    await put("k");
    await rule({ days: 1 });
    clock.advance(3 * DAY_MS);
    const { versions: pagesOf } = store;
    store.versions = async (...asked) => {
      const page = await pagesOf.apply(store, asked);
      await put("k");
      return page;
    };
    await look();
    expect(await keys()).toEqual(["k"]);
  });

  it("come to every bucket, though the first has more to remove at each look than one may", async () => {
    await store.createBucket("other");
    await store.put("other", "k", Buffer.from("k"));
    for (const name of ["bucket", "other"]) {
      await store.configure(name, (settings) => ({ ...settings, expiry: [{ id: "r", days: 1 }] }));
    }
    for (const key of ["a", "b", "c", "d"]) await put(key);
    clock.advance(3 * DAY_MS);
    const first = await lookFrom(undefined, 2);
    expect(first).toEqual({ removed: 2, stoppedAt: "bucket" });
    const second = await lookFrom(first.stoppedAt, 2);
    expect(second).toEqual({ removed: 2, stoppedAt: "bucket" });
    expect([await store.head("other", "k"), await keys()]).toEqual([undefined, ["d"]]);
    expect(await lookFrom(second.stoppedAt, 2)).toEqual({ removed: 1 });
  });

  it("leave a marker where versions are kept, and take old versions and lone markers later", async () => {
    await keepVersions();
    await put("k");
    await put("k");
    await rule({ days: 1, noncurrentDays: 3, noncurrentKept: 1 });
    clock.advance(2 * DAY_MS);
    await look();
    expect(await versions()).toEqual(["k gone", "k", "k"]);
    clock.advance(5 * DAY_MS);
    await look();
    expect(await versions()).toEqual(["k gone", "k"]);
    await rule({ noncurrentDays: 1, loneMarkers: true });
    await look();
    await look();
    expect(await versions()).toEqual([]);
  });

  it("do not take a marker for a lone one where what it hides is on the next page", async () => {
    await keepVersions();
    for (let key = 0; key < 199; key++) await put(String(key).padStart(3, "0"));
    await put("z");
    await store.delete("bucket", "z");
    await rule({ loneMarkers: true });
    expect(await look()).toBe(0);
    expect(await keys()).not.toContain("z");
  });

  it("end uploads that nobody ends", async () => {
    await store.createUpload("bucket", "k");
    await rule({ uploadDays: 1 });
    clock.advance(3 * DAY_MS);
    await look();
    expect(await store.uploads("bucket", { limit: 10 })).toEqual([]);
  });

  it("end uploads behind many that are not due, and pass one that was ended meanwhile", async () => {
    for (let i = 0; i < 250; i++) await store.createUpload("bucket", `a/${i}`);
    await store.createUpload("bucket", "b/taken");
    await store.createUpload("bucket", "b/left");
    await rule({ prefix: "b/", uploadDays: 1 });
    clock.advance(3 * DAY_MS);
    const { uploads } = store;
    store.uploads = async (...asked) => {
      const found = await uploads.apply(store, asked);
      for (const upload of found) if (upload.key === "b/taken") await store.abortUpload(upload);
      return found;
    };
    await look();
    const left = await uploads.call(store, "bucket", { prefix: "b/", limit: 10 });
    expect(left).toEqual([]);
  });

  it("take all old versions of a key at one look, however many there are", async () => {
    await keepVersions();
    for (let i = 0; i < 450; i++) await put("k");
    await rule({ noncurrentDays: 1 });
    clock.advance(3 * DAY_MS);
    expect(await look()).toBe(449);
    expect(await keys()).toEqual(["k"]);
  });
});
