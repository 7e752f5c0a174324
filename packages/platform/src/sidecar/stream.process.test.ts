import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { RunInput } from "@slipway/model/run-plan.ts";
import type { S3Data } from "@slipway/model/s3-data.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SidecarWorld } from "./testing/sidecar-world.ts";

const PATIENCE = { timeout: 60_000 };
const data: S3Data = {
  s3Uri: "s3://bucket/data/train",
  s3DataType: "S3Prefix",
  distribution: "FullyReplicated",
  compression: "None",
};
const channel = (more: Partial<S3Data> = {}, name = "train"): RunInput => ({
  name: `Channel "${name}"`,
  to: `input/data/${name}`,
  from: { ...data, ...more },
  as: "stream",
});

let world: SidecarWorld;
beforeEach(async () => {
  world = await SidecarWorld.create();
});
afterEach(() => world.end());

const pipe = (epoch: number, name = "train"): string => join(world.ml, "input", "data", `${name}_${epoch}`);
const put = (key: string, body: string | Buffer) => world.store.put("bucket", key, Buffer.from(body));

async function fetched(...inputs: readonly RunInput[]): Promise<void> {
  await world.plan({ inputs });
  const { code, output } = await world.start("fetch").ended;
  expect(code, output).toBe(0);
}

async function begin(...inputs: readonly RunInput[]): Promise<ReturnType<SidecarWorld["start"]>> {
  await fetched(...inputs);
  return world.start("stream");
}

/** As MXNet and the SDK's own writer have it (sagemaker.amazon.common, mxnet.recordio). */
function records(bytes: Buffer): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    expect(bytes.readUInt32LE(at)).toBe(0xced7230a);
    const length = bytes.readUInt32LE(at + 4);
    found.push(bytes.toString("utf8", at + 8, at + 8 + length));
    at += 8 + length + ((4 - (length % 4)) % 4);
  }
  return found;
}

describe("stream", () => {
  it("feeds an epoch after the other, whose pipe is there when the one before was read to its end", async () => {
    for (const [key, text] of [
      ["a", "one,"],
      ["b", "two,"],
      ["sub/c", "three"],
    ] as const)
      await put(`data/train/${key}`, text);
    await begin(channel());
    for (let epoch = 0; epoch < 4; epoch++) {
      expect(await readFile(pipe(epoch), "utf8")).toBe("one,two,three");
      expect(await readdir(join(world.ml, "input", "data"))).toContain(`train_${epoch + 1}`);
    }
    await vi.waitFor(async () => expect(await readdir(join(world.ml, "input", "data"))).toEqual(["train_4"]));
  });

  it("ends with the program, also where that never reads", async () => {
    await put("data/train/a", "1");
    const { child, ended } = await begin(channel());
    await sleep(300);
    child.kill("SIGTERM");
    // Of the signal itself where it came before all was loaded.
    expect([0, null]).toContain((await ended).code);
  });

  it("waits for its reader with no more in its hands than the pipe takes, and goes to the next epoch when that closes early", async () => {
    await put("data/train/a", Buffer.alloc(64 * 1024 * 1024, "x"));
    const { child } = await begin(channel());
    const reader = await open(pipe(0));
    expect((await reader.read(Buffer.alloc(10), 0, 10)).bytesRead).toBe(10);
    await sleep(500);
    const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => undefined);
    const resident = Number(/VmRSS:\s+(\d+) kB/.exec(status ?? "")?.[1] ?? 0);
    expect(resident).toBeLessThan(200 * 1024);
    await reader.close();
    let bytes = 0;
    for await (const chunk of createReadStream(pipe(1))) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(64 * 1024 * 1024);
  });

  it("goes on where it was when the store was away in between", async () => {
    const block = Buffer.from(Array.from({ length: 1 << 20 }, (_, at) => at % 251));
    const body = Buffer.concat(Array.from({ length: 64 }, () => block));
    await put("data/train/a", body);
    const stream = await begin(channel());
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const chunk of createReadStream(pipe(0))) {
      hash.update(chunk as Buffer);
      if (bytes === 0) {
        await world.hangUp();
        await world.listen();
      }
      bytes += (chunk as Buffer).length;
    }
    expect(bytes).toBe(body.length);
    expect(hash.digest("hex")).toBe(createHash("sha256").update(body).digest("hex"));
    expect(stream.output()).toContain("Trying again");
  });

  it("ends with 1 and says why where an object was replaced while it came", async () => {
    await put("data/train/a", Buffer.alloc(32 << 20, "a"));
    const { ended } = await begin(channel());
    const reader = await open(pipe(0));
    await reader.read(Buffer.alloc(1024), 0, 1024);
    await put("data/train/a", Buffer.alloc(32 << 20, "b"));
    await world.hangUp();
    await world.listen();
    while ((await reader.read(Buffer.alloc(1 << 16), 0, 1 << 16)).bytesRead > 0);
    await reader.close();
    expect((await ended).code).toBe(1);
    expect(await world.said("stream")).toBe(
      'SLIP-SIDECAR-002: Channel "train" (s3://bucket/data/train): s3://bucket/data/train/a was replaced while it was read.',
    );
  });

  it("decompresses, and wraps each object as a record of RecordIO", async () => {
    await put("data/train/a", gzipSync("one"));
    await put("data/train/b", gzipSync("four"));
    await put("data/plain/c", "12345");
    await begin(
      channel({ compression: "Gzip", wrapper: "RecordIO" }),
      channel({ compression: "Gzip" }, "text"),
      channel({ s3Uri: "s3://bucket/data/plain", wrapper: "RecordIO" }, "plain"),
    );
    expect(records(await readFile(pipe(0)))).toEqual(["one", "four"]);
    expect(await readFile(pipe(0, "text"), "utf8")).toBe("onefour");
    expect(records(await readFile(pipe(0, "plain")))).toEqual(["12345"]);
  });

  it("sends the attributes of an augmented manifest in the channel's order", async () => {
    await put("images/1.jpg", "JPEG1");
    await put("images/2.jpg", "JPEG2");
    const lines = [
      { "is-a-cat": 1, "image-ref": "s3://bucket/images/1.jpg", other: "ignored" },
      { "image-ref": "s3://bucket/images/2.jpg", "is-a-cat": 0 },
    ];
    await put("m.manifest", lines.map((line) => JSON.stringify(line)).join("\n"));
    const augmented = {
      s3Uri: "s3://bucket/m.manifest",
      s3DataType: "AugmentedManifestFile",
      attributes: ["image-ref", "is-a-cat"],
    } as const;
    await begin(channel({ ...augmented, wrapper: "RecordIO" }), channel(augmented, "raw"));
    expect(records(await readFile(pipe(0)))).toEqual(["JPEG1", "1", "JPEG2", "0"]);
    expect(await readFile(pipe(0, "raw"), "utf8")).toBe("JPEG11JPEG20");
  });

  it("shuffles by the seed, another order each epoch and the same one each time", async () => {
    const letters = [..."abcdefgh"];
    for (const letter of letters) await put(`data/train/${letter}`, letter);
    await begin(channel({ shuffleSeed: 7 }), channel({ shuffleSeed: 7 }, "again"));
    const [first, second, again] = [
      await readFile(pipe(0), "utf8"),
      await readFile(pipe(1), "utf8"),
      await readFile(pipe(0, "again"), "utf8"),
    ];
    expect([...first].sort()).toEqual(letters);
    expect(new Set([first, second, "abcdefgh"]).size).toBe(3);
    expect(again).toBe(first);
  });

  it("gives a host its share alone", async () => {
    for (const letter of "abcde") await put(`data/train/${letter}`, letter);
    await world.plan({
      host: { index: 1, count: 2 },
      inputs: [channel({ distribution: "ShardedByS3Key" })],
    });
    expect((await world.start("fetch").ended).code).toBe(0);
    world.start("stream");
    expect(await readFile(pipe(0), "utf8")).toBe("bd");
  });

  it.each([
    ["nothing at all", {}, 'No S3 objects found under S3 URL "s3://bucket/data/train"'],
    [
      "a line that is no object",
      { s3Uri: "s3://bucket/m", s3DataType: "AugmentedManifestFile", attributes: ["a"] },
      "Line 2 of the manifest s3://bucket/m is not valid: it is not a JSON object",
    ],
    [
      "a line without an attribute",
      { s3Uri: "s3://bucket/m", s3DataType: "AugmentedManifestFile", attributes: ["b"] },
      'Line 1 of the manifest s3://bucket/m is not valid: it has no attribute "b"',
    ],
  ] as const)("says before or while it streams that there is %s", async (_, more, words) => {
    await put("m", '{"a":1}\n[]\n');
    await world.plan({ inputs: [channel(more)] });
    const fetched = await world.start("fetch").ended;
    if (fetched.code === 0) {
      const { ended } = world.start("stream");
      await readFile(pipe(0));
      expect((await ended).code).toBe(1);
    }
    expect(await world.said(fetched.code === 0 ? "stream" : "fetch")).toContain(words);
  });

  describe("with a hostile program", () => {
    const gone = (stream: ReturnType<SidecarWorld["start"]>) =>
      vi.waitFor(() => expect(stream.output()).toContain("is no named pipe any more"), PATIENCE);

    it.each([
      ["a link to a pipe", (at: string) => symlink(`${at}.other`, at)],
      ["a file", (at: string) => writeFile(at, "mine")],
      ["nothing", async () => {}],
    ])("feeds no pipe in whose place is %s, and goes on for the other channels", async (_, replace) => {
      await put("data/train/a", "data");
      await fetched(channel(), channel({}, "other"));
      await rename(pipe(0), `${pipe(0)}.other`);
      await replace(pipe(0));
      const stream = world.start("stream");
      await gone(stream);
      expect(await readFile(pipe(0, "other"), "utf8")).toBe("data");
      expect(stream.output()).not.toContain('Channel "train": 4 bytes');
    });

    it("makes, feeds and removes nothing behind a link in the place of its folder", async () => {
      await put("data/train/a", "data");
      await fetched(channel());
      const [folder, elsewhere] = [join(world.ml, "input", "data"), join(world.outer, "elsewhere")];
      await rename(folder, elsewhere);
      await symlink(elsewhere, folder);
      await gone(world.start("stream"));
      expect(await readdir(elsewhere)).toEqual(["train_0"]);
    });
  });
});
