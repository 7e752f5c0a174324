import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";

/** Reads one entry of a zip archive, without unpacking the rest. Throws if it is not there. */
export function readZipEntry(file: string, name: string): Buffer {
  const entry = unzipSync(readFileSync(file), { filter: (each) => each.name === name })[name];
  if (entry === undefined) throw new Error(`${file} holds no ${name}`);
  return Buffer.from(entry);
}
