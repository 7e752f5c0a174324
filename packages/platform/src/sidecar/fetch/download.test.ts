import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { isSlipwayError } from "@slipway/model";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AWKWARD_KEYS } from "#artifacts/artifacts.contract.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { systemClock } from "#lib/clock.ts";
import { download } from "./download.ts";

let outer: string;
let folder: string;
let store: FolderArtifacts;
beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), "slipway-download-"));
  folder = join(outer, "channel");
  await mkdir(folder);
  store = await FolderArtifacts.open(join(outer, "store"), systemClock);
  await store.createBucket("data");
});
afterEach(async () => {
  await store.close();
  await rm(outer, { recursive: true });
});

async function get(
  key: string,
  options: { path?: string; gunzip?: boolean; from?: Artifacts } = {},
): Promise<string> {
  const { path = key, gunzip = false, from = store } = options;
  try {
    await download(from, { bucket: "data", key, path }, { folder, gunzip, isView: false });
    return "done";
  } catch (error) {
    if (isSlipwayError(error)) return error.code;
    throw error;
  }
}

describe("downloading", () => {
  it("makes the folders on the way", async () => {
    await store.put("data", "a/b/c.csv", Buffer.from("1,2"));
    expect(await get("a/b/c.csv")).toBe("done");
    expect(await readFile(join(folder, "a/b/c.csv"), "utf8")).toBe("1,2");
  });

  it("decompresses when the channel says so, and drops the ending that said it", async () => {
    await store.put("data", "x.csv.gz", gzipSync("1,2"));
    await store.put("data", "plain.csv", Buffer.from("1,2"));
    expect(await get("x.csv.gz", { gunzip: true })).toBe("done");
    expect(await readFile(join(folder, "x.csv"), "utf8")).toBe("1,2");
    expect(await get("plain.csv", { gunzip: true })).toBe("SLIP-SIDECAR-002");
    expect(await readdir(folder)).toEqual(["x.csv"]);
  });

  it("refuses two objects of one path, as files or as file and folder", async () => {
    for (const key of ["a", "a/b", "a//b", "c"]) await store.put("data", key, Buffer.from(key));
    expect(await get("a/b")).toBe("done");
    expect(await get("a")).toBe("SLIP-SIDECAR-002");
    expect(await get("a//b")).toBe("SLIP-SIDECAR-002");
    expect(await get("c")).toBe("done");
    expect(await get("c", { path: "c/d" })).toBe("SLIP-SIDECAR-002");
    expect(await readFile(join(folder, "a/b"), "utf8")).toBe("a/b");
  });

  it("never leaves the channel's folder, whatever the key", async () => {
    for (const key of AWKWARD_KEYS) {
      await store.put("data", key, Buffer.from("x"));
      expect(["done", "SLIP-SIDECAR-002"]).toContain(await get(key));
    }
    expect((await readdir(outer)).sort()).toEqual(["channel", "store"]);
    for (const path of ["../out", "/abs", "a/../../out", "..", ".", ""]) {
      expect(await get("a", { path })).toBe("SLIP-SIDECAR-002");
    }
    expect((await readdir(outer)).sort()).toEqual(["channel", "store"]);
  });

  it("does not write through a link in its way", async () => {
    await store.put("data", "l/f", Buffer.from("x"));
    const { symlink } = await import("node:fs/promises");
    await symlink(outer, join(folder, "l"));
    expect(await get("l/f")).toBe("SLIP-SIDECAR-002");
    expect((await readdir(outer)).sort()).toEqual(["channel", "store"]);
  });

  it("leaves nothing of an object that broke off or is not there", async () => {
    const info = { bucket: "data", key: "k", size: 10, etag: "", lastModified: new Date(), metadata: {} };
    const short = {
      get: async () => ({ info, body: Readable.from([Buffer.from("12345")]) }),
    } as unknown as Artifacts;
    expect(await get("k", { from: short })).toBe("SLIP-S3-019");
    expect(await get("none")).toBe("SLIP-S3-002");
    expect(await readdir(folder)).toEqual([]);
    await writeFile(join(folder, "k"), "mine");
    expect(await get("k", { from: short })).toBe("SLIP-SIDECAR-002");
    expect(await readFile(join(folder, "k"), "utf8")).toBe("mine");
  });
});
