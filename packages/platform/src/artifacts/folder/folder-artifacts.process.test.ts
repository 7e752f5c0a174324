import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { defined, isSlipwayError } from "@slipway/model";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { artifactsContract, readAll } from "../artifacts.contract.ts";
import type { ObjectVersion } from "../object-store.ts";
import { FolderArtifacts } from "./folder-artifacts.ts";

artifactsContract("a folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "slipway-artifacts-"));
  const artifacts = await FolderArtifacts.open(folder, systemClock);
  await artifacts.createBucket("bucket");
  return {
    artifacts,
    bucket: "bucket",
    close: async () => {
      await artifacts.close();
      await rm(folder, { recursive: true });
    },
  };
});

let folder: string;
let clock: ManualClock;
let store: FolderArtifacts;
const MIB = 1024 * 1024;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-artifacts-"));
  clock = new ManualClock();
  store = await FolderArtifacts.open(folder, clock);
  await store.createBucket("bucket");
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const files = async () => {
  await settle();
  return readdir(join(folder, "files"));
};
/** Removals happen behind an answer; whoever asks again waits for them. */
const settle = async () => {
  await store.close();
  store = await FolderArtifacts.open(folder, clock);
};
const textOf = async (key: string) => (await readAll((await store.get("bucket", key)).body)).toString();
async function codeOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => "no error",
    (error: unknown) => (isSlipwayError(error) ? error.code : String(error)),
  );
}

describe("a file that was laid into its folder", () => {
  const NAME = "0b2c1a3e-0000-4000-8000-000000000001";
  const laid = (name = NAME) => join(folder, "incoming", name);

  it("becomes an object and is there no more", async () => {
    await writeFile(laid(), "text");
    const info = await store.takeFile("bucket", "a", NAME);
    expect([info.size, info.etag]).toEqual([4, createHash("md5").update("text").digest("hex")]);
    expect(await textOf("a")).toBe("text");
    expect(await readdir(join(folder, "incoming"))).toEqual([]);
    expect(await codeOf(store.takeFile("bucket", "b", NAME))).toBe("SLIP-S3-002");
  });

  it.each<[string, (secret: string) => Promise<unknown>]>([
    ["a link to another file", (secret) => symlink(secret, laid())],
    ["another name of a file elsewhere", (secret) => link(secret, laid())],
    ["a folder", () => mkdir(laid())],
    ["a pipe", async () => execFileSync("mkfifo", [laid()])],
    ["nothing", async () => {}],
  ])("is not taken where it is %s", async (_, lay) => {
    const secret = join(folder, "secret");
    await writeFile(secret, "secret");
    await lay(secret);
    expect(await codeOf(store.takeFile("bucket", "a", NAME))).toBe("SLIP-S3-002");
    expect(await store.head("bucket", "a")).toBeUndefined();
    expect(await readFile(secret, "utf8")).toBe("secret");
    expect(await files()).toEqual([]);
  });

  it.each(["../secret", "a/b", ""])("is not looked for by the name %j", async (name) => {
    expect(await codeOf(store.takeFile("bucket", "a", name))).toBe("SLIP-S3-002");
  });

  it("is removed where nobody asked for it before the folder is opened again", async () => {
    await writeFile(laid(), "text");
    await settle();
    expect(await readdir(join(folder, "incoming"))).toEqual([]);
  });
});

describe("buckets", () => {
  it("are listed, exist once, and go only when empty", async () => {
    await store.createBucket("another");
    expect((await store.buckets()).map((bucket) => bucket.name)).toEqual(["another", "bucket"]);
    expect(await codeOf(store.createBucket("bucket"))).toBe("SLIP-S3-006");
    await store.put("bucket", "k", Buffer.from("x"));
    expect(await codeOf(store.removeBucket("bucket"))).toBe("SLIP-S3-005");
    await store.remove("bucket", "k");
    await store.removeBucket("bucket");
    expect(await codeOf(store.removeBucket("bucket"))).toBe("SLIP-S3-001");
  });

  it.each(["ab", "UPPER", "-x-", "a..b", "10.0.0.1", "a/b", "../x", "x".repeat(64), ""])(
    "are not called %j",
    async (name) => {
      expect(await codeOf(store.createBucket(name))).toBe("SLIP-S3-003");
    },
  );
});

describe("files of the folder", () => {
  it("are as many as objects, whatever is replaced, removed or fails", async () => {
    await store.put("bucket", "a", Buffer.from("1"));
    await store.put("bucket", "a", Buffer.from("2"));
    await store.put("bucket", "b", Buffer.from("3"));
    await store.remove("bucket", "b");
    await codeOf(store.put("bucket", "a", Buffer.from("4"), { ifAbsent: true }));
    await codeOf(store.put("gone", "a", Buffer.from("5")));
    expect(await files()).toHaveLength(1);
    expect(await textOf("a")).toBe("2");
  });

  const damages: readonly [string, (path: string) => Promise<void>][] = [
    ["missing", (path) => rm(path)],
    ["empty", (path) => writeFile(path, "")],
    ["shorter than they were", (path) => writeFile(path, "12")],
    ["longer than they were", (path) => writeFile(path, "123456")],
    [
      "folders",
      async (path) => {
        await rm(path);
        await mkdir(path);
      },
    ],
    [
      "links to others",
      async (path) => {
        await rm(path);
        await symlink("/etc/hostname", path);
      },
    ],
  ];
  it.each(damages)(
    "that are %s are an error of their own before an answer begins, and can be replaced",
    async (_, damage) => {
      await store.put("bucket", "a", Buffer.from("12345"));
      await store.put("bucket", "b", Buffer.from("other"));
      const [path = ""] = (await files()).map((file) => join(folder, "files", file));
      const key = (await readFile(path, "utf8")) === "12345" ? "a" : "b";
      await damage(path);
      for (const read of [
        () => store.get("bucket", key),
        () => store.get("bucket", key, { start: 1, end: 2 }),
        () => store.head("bucket", key),
        () => store.copy({ bucket: "bucket", key }, { bucket: "bucket", key: "copy" }),
      ]) {
        const error = await read().catch((thrown: unknown) => thrown);
        expect(isSlipwayError(error, "SLIP-S3-020"), String(error)).toBe(true);
        expect(String(error)).toContain(path);
      }
      expect(await textOf(key === "a" ? "b" : "a")).toBe(key === "a" ? "other" : "12345");
      await store.put("bucket", key, Buffer.from("again"));
      expect(await textOf(key)).toBe("again");
    },
  );

  it("that were overwritten are an error before the last byte, not an object that nobody stored", async () => {
    await store.put("bucket", "a", Buffer.from("12345"));
    for (const file of await files()) await writeFile(join(folder, "files", file), "1234x");
    const { body } = await store.get("bucket", "a");
    expect(await codeOf(readAll(body))).toBe("SLIP-S3-020");
  });
});

describe("conditions of a write", () => {
  it("hold at the moment of the write", async () => {
    const { etag } = await store.put("bucket", "a", Buffer.from("1"), { ifAbsent: true });
    expect(await codeOf(store.put("bucket", "a", Buffer.from("2"), { ifAbsent: true }))).toBe("SLIP-S3-014");
    expect(await codeOf(store.put("bucket", "a", Buffer.from("2"), { ifMatch: "0".repeat(32) }))).toBe(
      "SLIP-S3-014",
    );
    expect(await codeOf(store.put("bucket", "b", Buffer.from("2"), { ifMatch: etag }))).toBe("SLIP-S3-002");
    await store.put("bucket", "a", Buffer.from("3"), { ifMatch: etag });
    expect(await textOf("a")).toBe("3");
  });

  it("let one of several win that must not find it there", async () => {
    const codes = await Promise.all(
      [1, 2, 3].map((n) => codeOf(store.put("bucket", "a", Buffer.from(`${n}`), { ifAbsent: true }))),
    );
    expect(codes.sort()).toEqual(["SLIP-S3-014", "SLIP-S3-014", "no error"]);
  });
});

describe("uploads in parts", () => {
  const parts = [Buffer.alloc(5 * MIB, 1), Buffer.alloc(5 * MIB + 1, 2), Buffer.from("end")];

  async function uploaded() {
    const upload = await store.createUpload("bucket", "big", { contentType: "x/y" });
    const infos = [];
    for (const [at, part] of parts.entries()) infos.push(await store.putPart(upload, at + 1, part));
    return { upload, infos };
  }

  it("become one object with S3's ETag, readable across the borders of parts", async () => {
    const { upload, infos } = await uploaded();
    expect(await store.head("bucket", "big")).toBeUndefined();
    const info = await store.completeUpload(upload, infos);
    const md5s = parts.map((part) => createHash("md5").update(part).digest());
    const etag = `${createHash("md5").update(Buffer.concat(md5s)).digest("hex")}-3`;
    expect(info).toMatchObject({ size: 10 * MIB + 4, etag, contentType: "x/y" });
    expect((await readAll((await store.get("bucket", "big")).body)).equals(Buffer.concat(parts))).toBe(true);
    const border = await store.get("bucket", "big", { start: 5 * MIB - 1, end: 10 * MIB + 2 });
    expect(
      (await readAll(border.body)).equals(Buffer.concat(parts).subarray(5 * MIB - 1, 10 * MIB + 3)),
    ).toBe(true);
  });

  it("may be completed twice, and end with the object of the parts that were named", async () => {
    const { upload, infos } = await uploaded();
    const first = await store.completeUpload(upload, infos.slice(0, 1));
    expect(await store.completeUpload(upload, infos.slice(0, 1))).toEqual(first);
    expect(await files()).toHaveLength(1);
    await store.put("bucket", "big", Buffer.from("other"));
    expect(await codeOf(store.completeUpload(upload, infos))).toBe("SLIP-S3-007");
  });

  it("refuse wrong lists, and can be completed afterwards", async () => {
    const { upload, infos } = await uploaded();
    const [one, two, three] = infos as [(typeof infos)[0], (typeof infos)[0], (typeof infos)[0]];
    expect(await codeOf(store.completeUpload(upload, []))).toBe("SLIP-S3-024");
    expect(await codeOf(store.completeUpload(upload, [two, one]))).toBe("SLIP-S3-029");
    expect(await codeOf(store.completeUpload(upload, [one, one]))).toBe("SLIP-S3-029");
    expect(await codeOf(store.completeUpload(upload, [one, { number: 9, etag: one.etag }]))).toBe(
      "SLIP-S3-008",
    );
    expect(await codeOf(store.completeUpload(upload, [{ number: 1, etag: two.etag }]))).toBe("SLIP-S3-008");
    expect(await codeOf(store.completeUpload(upload, [one, three, { number: 4, etag: "x" }]))).toBe(
      "SLIP-S3-009",
    );
    expect(await codeOf(store.putPart(upload, 0, Buffer.from("x")))).toBe("SLIP-S3-017");
    expect(await codeOf(store.putPart(upload, 10_001, Buffer.from("x")))).toBe("SLIP-S3-017");
    await store.completeUpload(upload, [one, two, three]);
  });

  it("replace a part that comes again, list what is there, and leave nothing when aborted", async () => {
    const { upload } = await uploaded();
    const again = await store.putPart(upload, 2, Buffer.from("again"));
    expect(again.etag).toBe(createHash("md5").update("again").digest("hex"));
    const listed = await store.parts(upload, { after: 1, limit: 1 });
    expect(listed).toEqual([again]);
    expect(await store.uploads("bucket", { limit: 10 })).toMatchObject([{ key: "big", id: upload.id }]);
    expect(await store.uploads("bucket", { limit: 10, prefix: "c" })).toEqual([]);
    expect(await files()).toHaveLength(3);
    await store.abortUpload(upload);
    expect(await codeOf(store.abortUpload(upload))).toBe("SLIP-S3-007");
    expect(await codeOf(store.putPart(upload, 1, Buffer.from("x")))).toBe("SLIP-S3-007");
    expect(await files()).toHaveLength(0);
  });

  it("that nobody goes on with are gone after a week", async () => {
    const { upload } = await uploaded();
    clock.advance(6 * 24 * 3_600_000);
    await store.putPart(upload, 4, Buffer.from("x"));
    clock.advance(6 * 24 * 3_600_000);
    await store.createUpload("bucket", "other");
    await store.parts(upload, { after: 0, limit: 1 });
    clock.advance(2 * 24 * 3_600_000);
    await store.createUpload("bucket", "other");
    expect(await codeOf(store.parts(upload, { after: 0, limit: 1 }))).toBe("SLIP-S3-007");
    expect(await files()).toHaveLength(0);
  });

  it("go with their bucket", async () => {
    await uploaded();
    await store.removeBucket("bucket");
    expect(await files()).toHaveLength(0);
    await store.createBucket("bucket");
  });
});

describe("copies", () => {
  it("live on when the source goes", async () => {
    await store.put("bucket", "from", Buffer.from("bytes"), { contentType: "a/b", metadata: { x: "1" } });
    const copy = await store.copy({ bucket: "bucket", key: "from" }, { bucket: "bucket", key: "to" });
    expect(copy).toMatchObject({ contentType: "a/b", metadata: { x: "1" }, size: 5 });
    await store.remove("bucket", "from");
    expect(await files()).toHaveLength(1);
    expect(await textOf("to")).toBe("bytes");
    const changed = await store.copy(
      { bucket: "bucket", key: "to" },
      { bucket: "bucket", key: "to" },
      { properties: { metadata: { y: "2" } } },
    );
    expect(changed.metadata).toEqual({ y: "2" });
    expect(changed.contentType).toBeUndefined();
    expect(await textOf("to")).toBe("bytes");
    expect(await files()).toHaveLength(1);
  });
});

describe("a copy that its source is not admitted for", () => {
  it("stores nothing", async () => {
    await store.put("bucket", "from", Buffer.from("bytes"));
    const admit = ({ size }: { readonly size: number }) => {
      throw new Error(`${size} bytes are too many`);
    };
    const copying = store.copy({ bucket: "bucket", key: "from" }, { bucket: "bucket", key: "to" }, { admit });
    await expect(copying).rejects.toThrow("5 bytes are too many");
    expect(await store.head("bucket", "to")).toBeUndefined();
    expect(await files()).toHaveLength(1);
  });
});

describe("a copy of the whole folder", () => {
  it("is consistent while objects come and go", async () => {
    for (let n = 0; n < 20; n++) await store.put("bucket", `k${n}`, Buffer.from(`${n}`));
    const target = join(folder, "backup");
    const busy = (async () => {
      for (let n = 0; n < 20; n++) await store.remove("bucket", `k${n}`);
    })();
    await Promise.all([store.copyTo(target), busy]);
    const copy = await FolderArtifacts.open(target, clock);
    const { items } = await copy.list("bucket", { limit: 100 });
    for (const item of items) {
      const { body } = await copy.get("bucket", item.key);
      expect((await readAll(body)).toString()).toBe(item.key.slice(1));
    }
    await copy.close();
    expect(await files()).toHaveLength(0);
  });
});

describe("listing", () => {
  it("agrees with a plain model for any keys, prefix, delimiter and page size", async () => {
    const part = fc.constantFrom("a", "b", "/", "é", "🚀", "-");
    const key = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
    const where = fc.record({
      prefix: fc.constantFrom("", "a", "a/", "é", "b/"),
      delimiter: fc.constantFrom("", "/", "-"),
      limit: fc.integer({ min: 1, max: 6 }),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { maxLength: 25 }),
        where,
        async (keys, { prefix, delimiter, limit }) => {
          const bucket = `bucket-${run++}`;
          await store.createBucket(bucket);
          for (const one of keys) await store.put(bucket, one, Buffer.from(""));
          const found: string[] = [];
          for (let after: string | undefined; ; ) {
            const page = await store.list(bucket, {
              prefix,
              delimiter,
              limit,
              ...defined({ after }),
            });
            found.push(...page.items.map((item) => item.key), ...page.prefixes);
            if (page.next === undefined) break;
            after = page.next;
          }
          const entries = keys
            .filter((one) => one.startsWith(prefix))
            .map((one) => {
              const at = delimiter === "" ? -1 : one.indexOf(delimiter, prefix.length);
              return at < 0 ? one : one.slice(0, at + delimiter.length);
            });
          expect(found.sort()).toEqual([...new Set(entries)].sort());
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("kill -9", () => {
  it("takes back nothing that was acknowledged and leaves no stray file", async () => {
    const victim = join(import.meta.dirname, "testdata", "writer.ts");
    const place = join(folder, "victim");
    const child = spawn(process.execPath, [victim, place], { stdio: ["ignore", "pipe", "inherit"] });
    const acknowledged = new Map<string, string>();
    const lines = createInterface(child.stdout);
    lines.on("line", (line) => {
      const [key = "", md5 = ""] = line.split(" ");
      acknowledged.set(key, md5);
      if (acknowledged.size === 10) child.kill("SIGKILL");
    });
    await once(child, "close");
    expect(acknowledged.size).toBeGreaterThanOrEqual(10);
    const again = await FolderArtifacts.open(place, systemClock);
    const { items } = await again.list("bucket", { limit: 1000 });
    for (const [key, md5] of acknowledged) {
      const body = await readAll((await again.get("bucket", key)).body);
      if (!key.startsWith("same")) expect(createHash("md5").update(body).digest("hex")).toBe(md5);
    }
    for (const item of items) {
      const body = await readAll((await again.get("bucket", item.key)).body);
      expect(createHash("md5").update(body).digest("hex")).toBe(item.etag);
    }
    await again.close();
    expect(await readdir(join(place, "files"))).toHaveLength(items.length);
  });
});

describe("versions", () => {
  const put = async (key: string, text: string) =>
    (await store.put("bucket", key, Buffer.from(text))).version;
  const keep = (versioning: "Enabled" | "Suspended") =>
    store.configure("bucket", (settings) => ({ ...settings, versioning }));
  const read = async (key: string, version?: string) => {
    const object = await store.open("bucket", key, version);
    return (await readAll(object.read())).toString();
  };
  const shown = ({ key, latest, marker }: ObjectVersion) =>
    `${key}${marker ? " gone" : ""}${latest ? " now" : ""}`;
  const listed = async (where: { prefix?: string; delimiter?: string } = {}, limit = 1000) => {
    const found: string[] = [];
    for (let after: { key: string; version?: string } | undefined; ; ) {
      const page = await store.versions("bucket", { ...where, limit, ...defined({ after }) });
      found.push(...page.items.map(shown), ...page.prefixes);
      if (page.next === undefined) return found;
      after = page.next;
    }
  };

  it("are none where none are asked for", async () => {
    expect(await put("k", "1")).toBeUndefined();
    expect(await store.delete("bucket", "k")).toEqual({});
    expect(await listed()).toEqual([]);
  });

  it("stay readable when the object is replaced and removed, until they are removed themselves", async () => {
    await put("k", "before");
    await keep("Enabled");
    const [one, two] = [await put("k", "1"), await put("k", "2")];
    expect([await read("k"), await read("k", one), await read("k", "null")]).toEqual(["2", "1", "before"]);
    const { version: marker = "" } = await store.delete("bucket", "k");
    expect(await store.head("bucket", "k")).toBeUndefined();
    expect(await codeOf(store.open("bucket", "k"))).toBe("SLIP-S3-028");
    expect(await codeOf(store.open("bucket", "k", "other"))).toBe("SLIP-S3-027");
    expect(await listed()).toEqual(["k gone now", "k", "k", "k"]);
    expect((await store.list("bucket", { limit: 10 })).items).toEqual([]);
    expect(await codeOf(store.removeBucket("bucket"))).toBe("SLIP-S3-005");
    expect(await store.delete("bucket", "k", { version: marker })).toEqual({ version: marker, marker: true });
    expect(await read("k")).toBe("2");
    await store.delete("bucket", "k", { version: two ?? "" });
    expect(await read("k")).toBe("1");
    for (const version of [one ?? "", "null"]) await store.delete("bucket", "k", { version });
    expect([await listed(), await files()]).toEqual([[], []]);
    await store.removeBucket("bucket");
  });

  it("have one without an id while they are suspended", async () => {
    await keep("Enabled");
    const kept = await put("k", "kept");
    await keep("Suspended");
    expect([await put("k", "1"), await put("k", "2")]).toEqual(["null", "null"]);
    expect(await listed()).toEqual(["k now", "k"]);
    expect(await store.delete("bucket", "k")).toEqual({ version: "null", marker: true });
    expect(await listed()).toEqual(["k gone now", "k"]);
    expect(await read("k", kept)).toBe("kept");
    expect((await files()).length).toBe(1);
    await put("k", "3");
    expect(await listed()).toEqual(["k now", "k"]);
  });

  it.each([1, 2, 3, 1000])("are listed by key and age, %i a page", async (limit) => {
    await keep("Enabled");
    for (const key of ["a", "a", "b/1", "b/2", "b/2", "c", "c", "c"]) await put(key, key);
    await store.delete("bucket", "a");
    const all = ["a gone now", "a", "a", "b/1 now", "b/2 now", "b/2", "c now", "c", "c"];
    expect(await listed({}, limit)).toEqual(all);
    expect((await listed({ delimiter: "/" }, limit)).sort()).toEqual(
      [...all.filter((one) => !one.startsWith("b")), "b/"].sort(),
    );
    expect(await listed({ prefix: "b/" }, limit)).toEqual(all.slice(3, 6));
  });

  // As clients empty a bucket: each page is removed before the next is asked for by what the last one told.
  it.each([1, 2, 3])("are all told where each page is removed before the next, %i a page", async (limit) => {
    await keep("Enabled");
    for (const key of ["a", "a", "a", "b", "b", "c"]) await put(key, key);
    await store.delete("bucket", "a");
    for (let after: { key: string; version?: string } | undefined; ; ) {
      const page = await store.versions("bucket", { limit, ...defined({ after }) });
      for (const { key, version } of page.items) await store.delete("bucket", key, { version });
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(await listed()).toEqual([]);
  });

  it("are copied and tagged by their ids", async () => {
    await keep("Enabled");
    const old = (await put("k", "old")) ?? "";
    await put("k", "new");
    await store.tag({ bucket: "bucket", key: "k", version: old }, { a: "b" });
    await store.copy({ bucket: "bucket", key: "k", version: old }, { bucket: "bucket", key: "copy" });
    expect(await read("copy")).toBe("old");
    expect((await store.version("bucket", "k", old))?.tags).toEqual({ a: "b" });
    expect((await store.head("bucket", "k"))?.tags).toBeUndefined();
  });
});
