import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildImage } from "./build-image.ts";
import { parseReference } from "./reference.ts";
import { InstalledPackage } from "./testing/installed-package.ts";

let tree: InstalledPackage;
let abort: AbortController;
beforeEach(() => {
  tree = new InstalledPackage();
  abort = new AbortController();
  tree
    .package("one")
    .write(`one/dist/${"deep/".repeat(30)}file.js`, "long")
    .write("one/LICENSE", "free");
  tree.write("one/bin/slipway.js", "bin").write("one/dist/pod.js", "pod").write("one/node", "a node");
  tree.write("one/init/init-amd64", "init").write("one/init/init-arm64", "arm");
  mkdirSync(join(tree.folder, "out"));
});
afterEach(() => tree.remove());

function build(from: string, to: string, base?: string) {
  const packageFolder = join(tree.folder, from);
  return buildImage({
    packageFolder,
    version: "1.2.3",
    node: { path: join(packageFolder, "node"), architecture: "amd64", libraries: [] },
    reference: parseReference("slipway.test/slipway", "1.2.3"),
    file: join(tree.folder, "out", to),
    time: new Date(0),
    base: base === undefined ? undefined : join(tree.folder, "out", base),
    signal: abort.signal,
  });
}

interface Entry {
  readonly header: Header;
  readonly content: Buffer;
}

async function entriesOf(tar: Buffer): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>();
  const reader = extract();
  reader.end(tar);
  for await (const entry of reader)
    found.set(entry.header.name, { header: entry.header, content: await buffer(entry) });
  return found;
}

async function opened(file: string) {
  const archive = await entriesOf(readFileSync(join(tree.folder, "out", file)));
  const text = (name: string) => archive.get(name)?.content.toString() ?? "";
  const blob = (digest: string) =>
    archive.get(`blobs/${digest.replace(":", "/")}`)?.content ?? Buffer.alloc(0);
  const index = JSON.parse(text("index.json"));
  const manifest = JSON.parse(blob(index.manifests[0].digest).toString());
  const config = JSON.parse(blob(manifest.config.digest).toString());
  const layers: Buffer[] = manifest.layers.map(({ digest }: { digest: string }) => blob(digest));
  return { archive, text, blob, index, manifest, config, layers };
}

const sha256 = (content: Uint8Array) => `sha256:${createHash("sha256").update(content).digest("hex")}`;

test("The same files in another folder, written at another time by another hand, are the same image", async () => {
  const first = await build("one", "first.tar");
  cpSync(join(tree.folder, "one"), join(tree.folder, "two/deeper"), { recursive: true });
  chmodSync(join(tree.folder, "two/deeper/dist/pod.js"), 0o600);
  utimesSync(join(tree.folder, "two/deeper/bin/slipway.js"), 1, 1);
  const second = await build("two/deeper", "second.tar");
  expect(second).toEqual(first);
  const read = (name: string) => readFileSync(join(tree.folder, "out", name));
  expect(read("second.tar").equals(read("first.tar"))).toBe(true);
});

test("One changed byte is another image, and leaves the layers below as they were", async () => {
  const before = await build("one", "before.tar");
  tree.write("one/dist/pod.js", "pot");
  const after = await build("one", "after.tar");
  expect(after.digest).not.toBe(before.digest);
  const [old, young] = [await opened("before.tar"), await opened("after.tar")];
  expect(young.manifest.layers[0]).toEqual(old.manifest.layers[0]);
  expect(young.manifest.layers[1]).not.toEqual(old.manifest.layers[1]);
});

// https://github.com/opencontainers/image-spec, v1.1: image-layout.md, manifest.md, config.md, descriptor.md
test("It is an OCI Image Layout: every descriptor has its blob, of its size and digest", async () => {
  const { digest } = await build("one", "image.tar");
  const { text, blob, index, manifest, config, layers } = await opened("image.tar");
  expect(JSON.parse(text("oci-layout"))).toEqual({ imageLayoutVersion: "1.0.0" });
  expect(index).toMatchObject({
    schemaVersion: 2,
    manifests: [
      {
        digest,
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        platform: { os: "linux", architecture: "amd64" },
        annotations: {
          "io.containerd.image.name": "slipway.test/slipway:1.2.3",
          "org.opencontainers.image.ref.name": "1.2.3",
        },
      },
    ],
  });
  for (const descriptor of [...index.manifests, manifest.config, ...manifest.layers]) {
    const content = blob(descriptor.digest);
    expect([sha256(content), content.length]).toEqual([descriptor.digest, descriptor.size]);
  }
  expect(config).toMatchObject({ os: "linux", architecture: "amd64", created: "1970-01-01T00:00:00.000Z" });
  expect(config.rootfs.diff_ids).toEqual(layers.map((layer) => sha256(gunzipSync(layer))));
});

test("Files in it have no owner but root, no time and no mode but those of the image", async () => {
  await build("one", "image.tar");
  const { layers } = await opened("image.tar");
  for (const layer of layers) {
    // RFC 1952: no name or comment, no time, and the system is Unix.
    expect([...layer.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    for (const { header } of (await entriesOf(gunzipSync(layer))).values()) {
      expect(header).toMatchObject({ uid: 0, gid: 0, uname: "", gname: "", mtime: new Date(0) });
      if (header.type === "file") expect([0o644, 0o755]).toContain(header.mode);
    }
  }
});

test("The layers together hold Node, users, a folder for temporary files, packages and Slipway", async () => {
  await build("one", "image.tar");
  const { layers } = await opened("image.tar");
  const files = new Map<string, Entry>();
  for (const layer of layers)
    for (const [name, entry] of await entriesOf(gunzipSync(layer))) files.set(name, entry);
  const content = (name: string) => files.get(name)?.content.toString();
  expect(content("usr/local/bin/node")).toBe("a node");
  expect(files.get("usr/local/bin/node")?.header.mode).toBe(0o755);
  expect([content("usr/local/bin/init"), files.get("usr/local/bin/init")?.header.mode]).toEqual([
    "init",
    0o755,
  ]);
  expect(files.get("tmp/")?.header.mode).toBe(0o1777);
  expect(content("etc/passwd")).toMatch(/^root:x:0:0:.*^slipway:x:65532:65532:/ms);
  expect(content(`app/dist/${"deep/".repeat(30)}file.js`)).toBe("long");
  expect([content("app/bin/slipway.js"), content("app/dist/pod.js")]).toEqual(["bin", "pod"]);
  expect(content("app/LICENSE")).toBe("free");
});

test("A checkout that is not built, or changed since, is refused and nothing is written", async () => {
  tree.package("packages/platform").package("packages/model").write("packages/platform/node", "a node");
  for (const name of ["amd64", "arm64"]) tree.write(`packages/platform/init/init-${name}`);
  await expect(build("packages/platform", "image.tar")).rejects.toMatchObject({ code: "SLIP-IMAGE-002" });
  tree.write("packages/platform/bin/slipway.js").write("packages/platform/dist/pod.js");
  tree.write("packages/model/src/index.ts").write("packages/model/src/index.test.ts");
  tree.write("packages/model/src/python/__pycache__/run.cpython-311.pyc");
  const [built, earlier, later] = [1_000_000, 999_999, 1_000_001];
  const dated = (path: string, time: number) => utimesSync(join(tree.folder, "packages", path), time, time);
  dated("platform/dist/pod.js", built);
  dated("model/src/index.test.ts", later);
  dated("model/src/python/__pycache__/run.cpython-311.pyc", later);
  dated("model/src/index.ts", later);
  const stale = build("packages/platform", "image.tar");
  await expect(stale).rejects.toThrow(/src\/index\.ts was changed after .*pod\.js was built/);
  expect(readdirSync(join(tree.folder, "out"))).toEqual([]);
  dated("model/src/index.ts", earlier);
  await build("packages/platform", "image.tar");
});

test("What stops half-way leaves the older image as it is, and nothing else", async () => {
  const file = join(tree.folder, "out/image.tar");
  writeFileSync(file, "the older image");
  const stopped = build("one", "image.tar");
  abort.abort();
  await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
  expect(readFileSync(file, "utf8")).toBe("the older image");
  expect(readdirSync(join(tree.folder, "out"))).toEqual(["image.tar"]);
});

test("A folder that is not there is said in one error, with the file's name", async () => {
  const error = await build("one", "none/image.tar").catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "SLIP-IMAGE-005" });
  expect((error as Error).message).toMatch(/out\/none\/image\.tar: ENOENT/);
  expect(existsSync(join(tree.folder, "out/none"))).toBe(false);
});

test("On a base its layers stay below ours, and its environment and labels hold in the image", async () => {
  await build("one", "base.tar");
  const base = await opened("base.tar");
  await build("one", "image.tar", "base.tar");
  const { blob, manifest, config, layers } = await opened("image.tar");
  expect(manifest.layers.slice(0, 2)).toEqual(base.manifest.layers);
  expect(config.rootfs.diff_ids).toEqual(layers.map((layer) => sha256(gunzipSync(layer))));
  expect(config.history).toHaveLength(4);
  expect(config.config.Env).toEqual(base.config.config.Env);
  for (const { digest } of manifest.layers) expect(sha256(blob(digest))).toBe(digest);
  const ours = await entriesOf(gunzipSync(layers[2] ?? Buffer.alloc(0)));
  expect([...ours.keys()]).toEqual([
    "usr/",
    "usr/local/",
    "usr/local/bin/",
    "usr/local/bin/init",
    "usr/local/bin/node",
  ]);
});

test("A base that is damaged, or no OCI archive, is refused and nothing is written", async () => {
  await build("one", "base.tar");
  const whole = readFileSync(join(tree.folder, "out/base.tar"));
  const damaged = Buffer.from(whole);
  damaged.write("linux/", damaged.indexOf('"architecture":"amd64"') + 1);
  writeFileSync(join(tree.folder, "out/damaged.tar"), damaged);
  writeFileSync(join(tree.folder, "out/text.tar"), "no tar");
  writeFileSync(join(tree.folder, "out/cut.tar"), whole.subarray(0, whole.length / 2));
  for (const [base, words] of [
    ["damaged.tar", "is damaged"],
    ["text.tar", "is no image to build on"],
    ["cut.tar", "is no image to build on"],
    ["none.tar", "ENOENT"],
  ] as const) {
    const error = await build("one", "image.tar", base).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "SLIP-IMAGE-006" });
    expect((error as Error).message).toContain(words);
  }
  const left = readdirSync(join(tree.folder, "out"));
  expect(left.sort()).toEqual(["base.tar", "cut.tar", "damaged.tar", "text.tar"]);
});
