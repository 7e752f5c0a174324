import { lstat, readdir, realpath } from "node:fs/promises";
import { join, sep } from "node:path";

/** A download is few files; what is unpacked beside it is not worth a long look. */
const MOST_ENTRIES = 2_000;

/** Bytes of the files below the folders, as far as few looks go; links are not followed, and what goes meanwhile counts nothing. */
export async function bytesBelow(folders: readonly string[]): Promise<number> {
  const waiting = [...folders];
  let [bytes, entries] = [0, 0];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      entries += 1;
      if (entries > MOST_ENTRIES) return bytes;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isFile()) bytes += (await lstat(path).catch(() => ({ size: 0 }))).size;
    }
  }
  return bytes;
}

/** How many packages an environment has, by the records that installers leave in it. */
export async function packagesIn(environment: string): Promise<number> {
  const lib = join(environment, "lib");
  const pythons = (await readdir(lib).catch(() => [])).filter((name) => /^python3(\.\d+)?$/.test(name));
  const counts = await Promise.all(
    pythons.map(async (name) => {
      const path = join(lib, name, "site-packages");
      // Who installs may have made anything of it.
      if (!(await isWithin(path, environment))) return 0;
      return (await readdir(path).catch(() => [])).filter((each) => each.endsWith(".dist-info")).length;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function isWithin(path: string, folder: string): Promise<boolean> {
  const [real, outer] = await Promise.all([path, folder].map((each) => realpath(each).catch(() => "")));
  return real !== undefined && outer !== undefined && outer !== "" && real.startsWith(`${outer}${sep}`);
}
