import { createHash } from "node:crypto";
import { Crc32, Crc32c, Crc64Nvme } from "@aws-sdk/checksums/crc";

export interface Checksum {
  update(data: Uint8Array): void;
  /** Base64. */
  digest(): Promise<string>;
}

interface Algorithm {
  /** S3's name of it, in XML and in headers that name one. */
  readonly name: string;
  readonly bytes: number;
  start(): Checksum;
}

/** What S3 reckons of an object whose sender states no checksum. */
export const DEFAULT_CHECKSUM = "CRC64NVME";

/** By the name after `x-amz-checksum-`. */
const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  crc32: { name: "CRC32", bytes: 4, start: () => crc(new Crc32()) },
  crc32c: { name: "CRC32C", bytes: 4, start: () => crc(new Crc32c()) },
  crc64nvme: { name: "CRC64NVME", bytes: 8, start: () => crc(new Crc64Nvme()) },
  md5: { name: "MD5", bytes: 16, start: () => hash("md5") },
  sha1: { name: "SHA1", bytes: 20, start: () => hash("sha1") },
  sha256: { name: "SHA256", bytes: 32, start: () => hash("sha256") },
  sha512: { name: "SHA512", bytes: 64, start: () => hash("sha512") },
};

/** By either of its names; undefined when it is not known. */
export function findAlgorithm(name: string): Algorithm | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(ALGORITHMS, lower) ? ALGORITHMS[lower] : undefined;
}

/** Whether a checksum of the whole can be made of the parts'. */
export const isCrc = ({ name }: Pick<Algorithm, "name">): boolean => name.startsWith("CRC");

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
