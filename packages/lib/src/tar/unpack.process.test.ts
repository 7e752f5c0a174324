import { execFile } from "node:child_process";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { isSlipwayError } from "@slipway/model";
import { type Header, pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unpack } from "./unpack.ts";

const run = promisify(execFile);
let outer: string;
let folder: string;
beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), "slipway-unpack-"));
  folder = join(outer, "folder");
  await mkdir(folder);
  await writeFile(join(outer, "secret"), "secret");
});
afterEach(() => rm(outer, { recursive: true }));

type Planned = Partial<Header> & { readonly name: string; readonly text?: string };

async function tarOf(entries: readonly Planned[]): Promise<Buffer> {
  const archive = pack();
  for (const { text, ...header } of entries) archive.entry(header, text ?? "");
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

const TO = () => ({ folder, name: "the archive", code: "SLIP-SIDECAR-003" as const });

async function unpacked(bytes: Buffer): Promise<string> {
  try {
    await unpack(inPieces(bytes), TO());
    return "unpacked";
  } catch (error) {
    if (isSlipwayError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const unpackedEntries = async (entries: readonly Planned[]) => unpacked(gzipSync(await tarOf(entries)));
const outside = async () => (await readdir(outer)).sort();

describe("unpacking", () => {
  it("lays out what the tar of this machine packed: files, folders, links, modes, long names", async () => {
    const source = join(outer, "source");
    const long = `${"d".repeat(90)}/${"f".repeat(200)}`;
    await mkdir(join(source, "a/b"), { recursive: true });
    await mkdir(join(source, "d".repeat(90)));
    await writeFile(join(source, "a/b/file"), "text");
    await writeFile(join(source, long), "long");
    await writeFile(join(source, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
    await writeFile(join(source, "ümläut"), "");
    await run("ln", ["-s", "b/file", join(source, "a/link")]);
    await run("ln", ["-s", "../run.sh", join(source, "a/up")]);
    await run("ln", [join(source, "run.sh"), join(source, "same.sh")]);
    await run("tar", ["czf", join(outer, "x.tar.gz"), "-C", source, "."]);
    expect(await unpacked(await readFile(join(outer, "x.tar.gz")))).toBe("unpacked");
    expect(await readFile(join(folder, "a/link"), "utf8")).toBe("text");
    expect(await readFile(join(folder, "a/up"), "utf8")).toBe("#!/bin/sh\n");
    expect(await readFile(join(folder, long), "utf8")).toBe("long");
    expect(await readFile(join(folder, "same.sh"), "utf8")).toBe("#!/bin/sh\n");
    expect((await lstat(join(folder, "run.sh"))).mode & 0o777).toBe(0o755);
    expect(await readdir(folder)).toContain("ümläut");
  });

  it("takes no special permission along", async () => {
    await unpackedEntries([
      { name: "setuid", mode: 0o4755, text: "x" },
      { name: "secret", mode: 0o000, text: "x" },
    ]);
    expect((await lstat(join(folder, "setuid"))).mode & 0o7777).toBe(0o755);
    expect((await lstat(join(folder, "secret"))).mode & 0o777).toBe(0o644);
  });

  it("lets the later of two entries of one name count", async () => {
    await unpackedEntries([
      { name: "f", text: "one" },
      { name: "./f", text: "two" },
    ]);
    expect(await readFile(join(folder, "f"), "utf8")).toBe("two");
  });

  it.each<[string, Planned[]]>([
    ["a path that climbs out", [{ name: "../out", text: "x" }]],
    ["a path that climbs out later", [{ name: "a/../../out", text: "x" }]],
    ["an absolute path", [{ name: "/tmp/slipway-out", text: "x" }]],
    ["a folder that climbs out", [{ name: "../out/", type: "directory" }]],
    ["an absolute link", [{ name: "l", type: "symlink", linkname: "/etc/passwd" }]],
    ["a link that climbs out", [{ name: "l", type: "symlink", linkname: "../secret" }]],
    ["a link that climbs out of a folder", [{ name: "a/l", type: "symlink", linkname: "../../secret" }]],
    ["an empty link", [{ name: "l", type: "symlink", linkname: "" }]],
    [
      "a link that climbs out through another",
      [
        { name: "p/q/d", type: "symlink", linkname: "../.." },
        { name: "x", type: "symlink", linkname: "p/q/d/../secret" },
      ],
    ],
    [
      "a file written through a link",
      [
        { name: "in", type: "directory" },
        { name: "l", type: "symlink", linkname: "in" },
        { name: "l/f", text: "x" },
      ],
    ],
    ["a hard link to what is outside", [{ name: "l", type: "link", linkname: "../secret" }]],
    ["a hard link to what is not there", [{ name: "l", type: "link", linkname: "later" }]],
    ["a device", [{ name: "null", type: "character-device", devmajor: 1, devminor: 3 }]],
    ["a pipe", [{ name: "pipe", type: "fifo" }]],
    [
      "a file in the place of a folder",
      [
        { name: "a/b", text: "x" },
        { name: "a", text: "x" },
      ],
    ],
    ["a name that no disk takes", [{ name: "x".repeat(300), text: "x" }]],
  ])("refuses %s", async (_, entries) => {
    expect(await unpackedEntries(entries)).toMatch(/^SLIP-SIDECAR-003: the archive cannot be unpacked: /);
    expect(await outside()).toEqual(["folder", "secret"]);
    expect(await readFile(join(outer, "secret"), "utf8")).toBe("secret");
  });

  it("replaces a link by a file, and does not write through it", async () => {
    const entries: Planned[] = [
      { name: "target", text: "kept" },
      { name: "f", type: "symlink", linkname: "target" },
      { name: "f", text: "new" },
    ];
    expect(await unpackedEntries(entries)).toBe("unpacked");
    expect(await readFile(join(folder, "target"), "utf8")).toBe("kept");
    expect(await readFile(join(folder, "f"), "utf8")).toBe("new");
  });

  it("refuses what is damaged, cut off, not compressed or no archive", async () => {
    const tar = await tarOf([{ name: "f", text: "x".repeat(50_000) }]);
    const whole = gzipSync(tar);
    for (const bytes of [
      whole.subarray(0, whole.length - 20),
      tar,
      gzipSync(tar.subarray(0, 20_000)),
      gzipSync("no tar at all".repeat(100)),
      Buffer.from("{}"),
    ]) {
      expect(await unpacked(bytes)).toMatch(
        /^SLIP-SIDECAR-003: the archive cannot be unpacked: it is not a whole tar\.gz/,
      );
    }
  });

  it("gives the source's own error, so that it can be tried again", async () => {
    const whole = gzipSync(await tarOf([{ name: "f", text: "x".repeat(50_000) }]));
    async function* broken() {
      yield whole.subarray(0, 50);
      throw Object.assign(new Error("the store went away"), { code: "ECONNRESET", syscall: "read" });
    }
    await expect(unpack(broken(), TO())).rejects.toThrow("the store went away");
  });

  it("counts what it unpacks, and refuses more than it may hold before that is written", async () => {
    const zeros = "\0".repeat(300_000);
    const bomb = gzipSync(
      await tarOf([
        { name: "small", text: "x" },
        { name: "large", text: zeros },
      ]),
    );
    const most = (bytes: number, entries = 10) => ({ ...TO(), most: { bytes, entries } });
    expect(await unpack(inPieces(bomb), most(1_000_000))).toEqual({ files: 2, bytes: 300_001 });
    await rm(join(folder, "large"));
    await expect(unpack(inPieces(bomb), most(200_000))).rejects.toThrow("It holds more than 200000 bytes.");
    await expect(unpack(inPieces(bomb), most(1_000_000, 1))).rejects.toThrow("It holds more than 1 entries.");
    expect(await readdir(folder)).toEqual(["small"]);
  });
});
