import { closeSync, openSync, readSync, statSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const END_OF_DIRECTORY = 0x06054b50;
const STORED = 0;

/** Reads one entry of a zip archive, without unpacking the rest. Throws if it is not there. */
export function readZipEntry(file: string, name: string): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const read = (position: number, length: number) => {
      const bytes = Buffer.alloc(length);
      readSync(descriptor, bytes, 0, length, position);
      return bytes;
    };
    const entry = findEntry(read, statSync(file).size, name);
    if (entry === undefined) throw new Error(`${file} holds no ${name}`);
    const header = read(entry.offset, 30);
    const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    const bytes = read(start, entry.compressedSize);
    return entry.method === STORED ? bytes : inflateRawSync(bytes);
  } finally {
    closeSync(descriptor);
  }
}

interface Entry {
  readonly method: number;
  readonly compressedSize: number;
  readonly offset: number;
}

function findEntry(
  read: (position: number, length: number) => Buffer,
  size: number,
  name: string,
): Entry | undefined {
  const tailLength = Math.min(size, 66_000);
  const tail = read(size - tailLength, tailLength);
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  if (end < 0) throw new Error("not a zip archive");
  const directory = read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  for (let at = 0; at < directory.length; ) {
    const nameLength = directory.readUInt16LE(at + 28);
    if (directory.toString("utf8", at + 46, at + 46 + nameLength) === name) {
      return {
        method: directory.readUInt16LE(at + 10),
        compressedSize: directory.readUInt32LE(at + 20),
        offset: directory.readUInt32LE(at + 42),
      };
    }
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return undefined;
}
