import { createHash } from "node:crypto";
import { INIT, NODE } from "./base-entries.ts";
import { APP } from "./layers.ts";
import type { BaseImage, Descriptor } from "./read-base.ts";
import { type ImageReference, nameOf } from "./reference.ts";
import type { WrittenTar } from "./write-tar.ts";

/** A document of the image, named by its content as OCI does. */
export interface Document extends Descriptor {
  readonly text: string;
}

export interface DescribedLayer {
  readonly title: string;
  readonly tar: WrittenTar;
}

export interface ImageFacts {
  readonly layers: readonly DescribedLayer[];
  readonly architecture: string;
  readonly version: string;
  readonly time: Date;
  /** What the layers lie on. */
  readonly base: BaseImage | undefined;
}

const MEDIA_TYPE = {
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
};

/** What runs of it: OCI Image Configuration. No user: sidecars read what only root may; a pod says who it is. */
export function configOf({ layers, architecture, version, time, base }: ImageFacts): Document {
  const created = time.toISOString();
  const step = (title: string) => ({ created, created_by: `slipway image build: ${title}` });
  const below = base?.config;
  return documentOf(MEDIA_TYPE.config, {
    created,
    architecture,
    os: "linux",
    config: {
      Env: below?.config?.Env ?? ["PATH=/usr/local/bin:/usr/bin:/bin"],
      Entrypoint: [INIT, NODE, `/${APP}/bin/slipway.js`],
      WorkingDir: `/${APP}`,
      Labels: {
        ...below?.config?.Labels,
        "org.opencontainers.image.title": "slipway",
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.licenses": "Apache-2.0",
      },
    },
    rootfs: {
      type: "layers",
      diff_ids: [...(below?.rootfs.diff_ids ?? []), ...layers.map(({ tar }) => tar.tarDigest)],
    },
    history: [
      ...(below?.history ?? below?.rootfs.diff_ids.map(() => step("the base")) ?? []),
      ...layers.map(({ title }) => step(title)),
    ],
  });
}

/** What it is made of: OCI Image Manifest, by whose digest the image is known. */
export function manifestOf(config: Document, { layers, base }: ImageFacts): Document {
  return documentOf(MEDIA_TYPE.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: descriptorOf(config),
    layers: [
      ...(base?.layers ?? []).map(({ descriptor }) => descriptorOf(descriptor)),
      ...layers.map(({ tar }) => descriptorOf({ mediaType: MEDIA_TYPE.layer, ...tar })),
    ],
  });
}

/** What the archive holds and what it is called: an OCI Image Layout's index.json. */
export function indexOf(manifest: Document, architecture: string, reference: ImageReference): Document {
  return documentOf(MEDIA_TYPE.index, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.index,
    manifests: [
      {
        ...descriptorOf(manifest),
        platform: { architecture, os: "linux" },
        annotations: {
          "io.containerd.image.name": nameOf(reference),
          "org.opencontainers.image.ref.name": reference.tag,
        },
      },
    ],
  });
}

function descriptorOf({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}

function documentOf(mediaType: string, content: object): Document {
  const text = JSON.stringify(content);
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  return { text, mediaType, digest, size: Buffer.byteLength(text) };
}
