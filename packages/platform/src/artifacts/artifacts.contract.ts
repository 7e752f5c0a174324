import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { defined, isSlipwayError } from "@slipway/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Artifacts } from "./artifacts.ts";

export interface ArtifactsUnderTest {
  readonly artifacts: Artifacts;
  /** An empty bucket. */
  readonly bucket: string;
  close(): Promise<void>;
}

/** Keys that S3 allows and that a file system or a URL would make something else of. */
export const AWKWARD_KEYS = [
  "plain.txt",
  "a",
  "a/b",
  "a/b/c",
  "a/",
  "a//b",
  "../../etc/passwd",
  "./.",
  "..",
  "/leading",
  "trailing/",
  "//",
  "C:\\dir\\file",
  "con/nul/aux",
  "with space and + and %20 and ?x=1&y#z",
  "quotes'\"<>&;",
  "ümläut-日本語-🚀",
  "e\u0301 and \u00e9",
  "new\nline\ttab",
  `${"long/".repeat(200)}end`,
  "x".repeat(1024),
  "UPPER",
  "upper",
] as const;

export async function readAll(body: Readable): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

async function codeOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => "no error",
    (error: unknown) => (isSlipwayError(error) ? error.code : String(error)),
  );
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** What every implementation of `Artifacts` does alike. */
export function artifactsContract(name: string, start: () => Promise<ArtifactsUnderTest>): void {
  describe(`${name} keeps objects`, () => {
    let artifacts: Artifacts;
    let bucket: string;
    let stop: () => Promise<void> = async () => {};
    beforeAll(async () => {
      const under = await start();
      artifacts = under.artifacts;
      bucket = under.bucket;
      stop = under.close;
    });
    afterAll(() => stop());

    /** All entries, page after page: keys, then common prefixes, as each page has them. */
    const entriesOf = async (where: {
      prefix: string;
      delimiter?: string;
      limit: number;
    }): Promise<string[]> => {
      const entries: string[] = [];
      for (let after: string | undefined; ; ) {
        const page = await artifacts.list(bucket, { ...where, ...defined({ after }) });
        expect(page.items.length + page.prefixes.length).toBeLessThanOrEqual(where.limit);
        entries.push(...page.items.map((item) => item.key), ...page.prefixes);
        if (page.next === undefined) return entries;
        after = page.next;
      }
    };

    it("gives back the bytes, their MD5, their type and what was said of them", async () => {
      const body = randomBytes(100_000);
      const said = {
        contentType: "text/csv",
        headers: { "cache-control": "no-store" },
        metadata: { purpose: "test" },
      };
      const put = await artifacts.put(bucket, "whole/object", body, said);
      const etag = createHash("md5").update(body).digest("hex");
      expect(put).toMatchObject({ bucket, key: "whole/object", size: 100_000, etag });
      const { info, body: stream } = await artifacts.get(bucket, "whole/object");
      expect(info).toMatchObject({ bucket, key: "whole/object", size: 100_000, etag, ...said });
      expect(Math.abs(info.lastModified.getTime() - Date.now())).toBeLessThan(10 * 60_000);
      expect((await readAll(stream)).equals(body)).toBe(true);
      expect(await artifacts.head(bucket, "whole/object")).toMatchObject({ size: 100_000, etag, ...said });
    });

    it("takes streams, in pieces of any size, and empty ones", async () => {
      const pieces = [1, 0, 70_000, 3].map((size) => randomBytes(size));
      await artifacts.put(bucket, "stream", Readable.from(pieces));
      expect(
        (await readAll((await artifacts.get(bucket, "stream")).body)).equals(Buffer.concat(pieces)),
      ).toBe(true);
      await artifacts.put(bucket, "empty", Readable.from([]));
      const { info, body } = await artifacts.get(bucket, "empty");
      expect([info.size, (await readAll(body)).length]).toEqual([0, 0]);
    });

    it("replaces an object whole, and readers of the old one finish undisturbed", async () => {
      const old = randomBytes(3_000_000);
      await artifacts.put(bucket, "replaced", old);
      const before = await artifacts.get(bucket, "replaced");
      await artifacts.put(bucket, "replaced", Buffer.from("new"));
      const after = await artifacts.get(bucket, "replaced");
      expect((await readAll(after.body)).toString()).toBe("new");
      expect((await readAll(before.body)).equals(old)).toBe(true);
    });

    it("gives ranges, inclusive at both ends and cut at the object's end", async () => {
      await artifacts.put(bucket, "range", Buffer.from("0123456789"));
      const read = async (range: { start: number; end?: number }) =>
        (await readAll((await artifacts.get(bucket, "range", range)).body)).toString();
      expect(await read({ start: 2, end: 4 })).toBe("234");
      expect(await read({ start: 7 })).toBe("789");
      expect(await read({ start: 9, end: 99 })).toBe("9");
      expect(await codeOf(artifacts.get(bucket, "range", { start: 10 }))).toBe("SLIP-S3-013");
    });

    it("says what is not there", async () => {
      expect(await artifacts.bucketExists(bucket)).toBe(true);
      expect(await artifacts.bucketExists("no-such-bucket")).toBe(false);
      expect(await artifacts.head(bucket, "no such key")).toBeUndefined();
      expect(await codeOf(artifacts.get(bucket, "no such key"))).toBe("SLIP-S3-002");
      expect(await codeOf(artifacts.get("no-such-bucket", "k"))).toBe("SLIP-S3-001");
      expect(await codeOf(artifacts.put("no-such-bucket", "k", Buffer.from("x")))).toBe("SLIP-S3-001");
      expect(await codeOf(artifacts.list("no-such-bucket", { limit: 1 }))).toBe("SLIP-S3-001");
    });

    it("keeps nothing of a body that breaks off", async () => {
      async function* broken() {
        yield randomBytes(100_000);
        throw new Error("the source broke");
      }
      await artifacts.put(bucket, "broken", Buffer.from("before"));
      await expect(artifacts.put(bucket, "broken", Readable.from(broken()))).rejects.toThrow();
      expect((await readAll((await artifacts.get(bucket, "broken")).body)).toString()).toBe("before");
    });

    it("takes any key that S3 allows, and lists them in the order of their bytes", async () => {
      for (const key of AWKWARD_KEYS) await artifacts.put(bucket, `k${key}`.slice(0, 1024), Buffer.from(key));
      const keys = AWKWARD_KEYS.map((key) => `k${key}`.slice(0, 1024)).sort(byBytes);
      expect(await entriesOf({ prefix: "k", limit: 1000 })).toEqual(keys);
      for (const key of AWKWARD_KEYS) {
        const { body } = await artifacts.get(bucket, `k${key}`.slice(0, 1024));
        expect((await readAll(body)).toString()).toBe(key);
      }
      expect(await entriesOf({ prefix: "k", limit: 3 })).toEqual(keys);
    });

    it.each(["..", "../up", "/", "/abs", "."])("takes the key %j as it is", async (key) => {
      await artifacts.put(bucket, key, Buffer.from(key));
      expect((await readAll((await artifacts.get(bucket, key)).body)).toString()).toBe(key);
      await artifacts.remove(bucket, key);
      expect(await artifacts.head(bucket, key)).toBeUndefined();
    });

    it("refuses a key that is too long", async () => {
      expect(await codeOf(artifacts.put(bucket, "é".repeat(513), Buffer.from("x")))).toBe("SLIP-S3-004");
    });

    it("lists prefixes up to a delimiter, each once, also across pages", async () => {
      const keys = ["d/1", "d/a/1", "d/a/2", "d/a/3", "d/b", "d/c/1", "d/c/d/1", "d/e"];
      for (const key of keys) await artifacts.put(bucket, key, Buffer.from(key));
      const whole = await artifacts.list(bucket, { prefix: "d/", delimiter: "/", limit: 100 });
      expect(whole.items.map((item) => item.key)).toEqual(["d/1", "d/b", "d/e"]);
      expect(whole.prefixes).toEqual(["d/a/", "d/c/"]);
      for (const limit of [1, 2, 3, 4]) {
        const entries = await entriesOf({ prefix: "d/", delimiter: "/", limit });
        expect(entries.sort()).toEqual(["d/1", "d/a/", "d/b", "d/c/", "d/e"]);
      }
    });

    it("removes what is there, and removing it again is fine", async () => {
      await artifacts.put(bucket, "removed", Buffer.from("x"));
      await artifacts.remove(bucket, "removed");
      await artifacts.remove(bucket, "removed");
      expect(await artifacts.head(bucket, "removed")).toBeUndefined();
    });

    it("keeps one of two writers' bodies whole when both write at once", async () => {
      const bodies = [1, 2, 3, 4].map((fill) => Buffer.alloc(500_000, fill));
      await Promise.all(bodies.map((body) => artifacts.put(bucket, "contended", body)));
      const read = await readAll((await artifacts.get(bucket, "contended")).body);
      expect(bodies.some((body) => body.equals(read))).toBe(true);
    });
  });
}
