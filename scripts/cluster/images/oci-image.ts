import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { run } from "../run.ts";

const MEDIA = "application/vnd.oci.image";

export interface ImageOptions {
  /** With a registry's host, which is never asked. */
  readonly name: string;
  /** The folder that becomes the file system. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** For drafts; empty. */
  readonly scratch: string;
}

/** Writes an image of one layer as an OCI layout in a tar, as `ctr images import` takes it. */
export async function writeImage(target: string, options: ImageOptions): Promise<void> {
  const layout = join(options.scratch, "layout");
  await mkdir(join(layout, "blobs/sha256"), { recursive: true });
  const layer = await addLayer(layout, options);
  const config = await addJson(layout, `${MEDIA}.config.v1+json`, {
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    config: {
      Env: Object.entries(options.env).map(([name, value]) => `${name}=${value}`),
      Cmd: options.command,
    },
    rootfs: { type: "layers", diff_ids: [layer.diffId] },
    history: [{ created_by: "slipway tests" }],
  });
  const mediaType = `${MEDIA}.manifest.v1+json`;
  const manifest = await addJson(layout, mediaType, {
    schemaVersion: 2,
    mediaType,
    config,
    layers: [layer.blob],
  });
  const annotations = { "io.containerd.image.name": options.name };
  await writeFile(
    join(layout, "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }),
  );
  await writeFile(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  await run("tar", ["-C", layout, "-cf", target, "oci-layout", "index.json", "blobs"]);
  await rm(layout, { recursive: true, force: true });
}

async function addLayer(layout: string, { root, scratch }: ImageOptions) {
  const plain = join(scratch, "layer.tar");
  await run("tar", ["-C", root, "--numeric-owner", "--sort=name", "--mtime=@0", "-cf", plain, "."]);
  const packed = join(scratch, "layer.tar.gz");
  await pipeline(createReadStream(plain), createGzip({ level: 1 }), createWriteStream(packed));
  const [diffId, digest] = [await checksum(plain), await checksum(packed)];
  const { size } = await stat(packed);
  await rename(packed, blobPath(layout, digest));
  await rm(plain);
  return { diffId, blob: { mediaType: `${MEDIA}.layer.v1.tar+gzip`, digest, size } };
}

async function addJson(layout: string, mediaType: string, content: unknown) {
  const bytes = Buffer.from(JSON.stringify(content));
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  await writeFile(blobPath(layout, digest), bytes);
  return { mediaType, digest, size: bytes.length };
}

async function checksum(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return `sha256:${hash.digest("hex")}`;
}

function blobPath(layout: string, digest: string): string {
  return join(layout, "blobs", digest.replace(":", "/"));
}
