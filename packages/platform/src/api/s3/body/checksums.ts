import { createHash } from "node:crypto";
import { Crc32, Crc32c, Crc64Nvme } from "@aws-sdk/checksums/crc";

export interface Checksum {
  update(data: Uint8Array): void;
  /** Base64. */
  digest(): Promise<string>;
}

/** By the name after `x-amz-checksum-`. */
const ALGORITHMS: Readonly<Record<string, () => Checksum>> = {
  crc32: () => crc(new Crc32()),
  crc32c: () => crc(new Crc32c()),
  crc64nvme: () => crc(new Crc64Nvme()),
  md5: () => hash("md5"),
  sha1: () => hash("sha1"),
  sha256: () => hash("sha256"),
  sha512: () => hash("sha512"),
};

/** A fresh checksum of the algorithm; undefined when it is not known. */
export function checksum(algorithm: string): Checksum | undefined {
  return Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm]?.() : undefined;
}

function crc(inner: { update(data: Uint8Array): void; digest(): Promise<Uint8Array> }): Checksum {
  return {
    update: (data) => inner.update(data),
    digest: async () => Buffer.from(await inner.digest()).toString("base64"),
  };
}

function hash(algorithm: string): Checksum {
  const inner = createHash(algorithm);
  return { update: (data) => void inner.update(data), digest: async () => inner.digest("base64") };
}
