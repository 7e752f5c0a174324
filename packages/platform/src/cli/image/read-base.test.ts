import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Descriptor, readBase } from "./read-base.ts";
import { InstalledPackage } from "./testing/installed-package.ts";

const OCI = "application/vnd.oci.image";
let tree: InstalledPackage;
let blobs: Map<string, string>;
beforeEach(() => {
  tree = new InstalledPackage();
  blobs = new Map();
});
afterEach(() => tree.remove());

function blob(mediaType: string, content: object | string): Descriptor {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  blobs.set(`./blobs/${digest.replace(":", "/")}`, text);
  return { mediaType, digest, size: text.length };
}

/** An image of one layer that says what it is for, as an entry of an index. */
function imageFor(architecture: string) {
  const layers = [blob(`${OCI}.layer.v1.tar`, `the layer for ${architecture}`)];
  const rootfs = { type: "layers", diff_ids: layers.map(({ digest }) => digest) };
  const config = blob(`${OCI}.config.v1+json`, { architecture, os: "linux", rootfs });
  const manifest = blob(`${OCI}.manifest.v1+json`, { schemaVersion: 2, config, layers });
  return { ...manifest, platform: { os: "linux", architecture } };
}

async function read(index: object) {
  const archive = pack();
  for (const [name, text] of blobs) archive.entry({ name }, text);
  archive.entry({ name: "./index.json" }, JSON.stringify(index));
  archive.finalize();
  tree.write("base.tar", await buffer(archive));
  const to = { folder: tree.folder, architecture: "arm64", signal: new AbortController().signal };
  return readBase(join(tree.folder, "base.tar"), to);
}

// https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md
test("Of an index for many platforms, also within an index, this machine's image is taken", async () => {
  const platforms = blob(`${OCI}.index.v1+json`, { manifests: [imageFor("amd64"), imageFor("arm64")] });
  const { config, layers } = await read({ manifests: [platforms] });
  expect(config.architecture).toBe("arm64");
  expect(layers.map(({ file }) => readFileSync(file, "utf8"))).toEqual(["the layer for arm64"]);
});

test.each([
  ["for other platforms only", () => [imageFor("amd64")], "it holds no image for linux/arm64"],
  ["several images", () => [imageFor("arm64"), imageFor("arm64")], "it holds several images, expected one"],
  ["none", () => [], "it holds no image for linux/arm64"],
  [
    "one that says nothing of its platform in the index and another in its configuration",
    () => [{ ...imageFor("amd64"), platform: undefined }],
    "it is for linux/amd64, expected linux/arm64",
  ],
  [
    "a digest that leads out of the archive",
    () => [{ mediaType: `${OCI}.manifest.v1+json`, digest: "sha256:../../etc/passwd", size: 1 }],
    "sha256:../../etc/passwd is missing in it",
  ],
])("An archive that holds %s is refused", async (_what, manifests, words) => {
  await expect(read({ manifests: manifests() })).rejects.toMatchObject({
    code: "SLIP-IMAGE-006",
    message: expect.stringContaining(words),
  });
});
