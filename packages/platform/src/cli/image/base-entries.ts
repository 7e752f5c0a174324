import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isThere } from "#lib/is-there.ts";
import type { NodeProgram } from "./find-node.ts";
import type { LayerEntry } from "./layer-entry.ts";

export const NODE = "/usr/local/bin/node";
/** The first process of every container of the image; it hands on signals and reaps what it inherits. */
export const INIT = "/usr/local/bin/init";

const ETC = {
  "etc/passwd": [
    "root:x:0:0:root:/root:/sbin/nologin",
    "nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin",
    "slipway:x:65532:65532:slipway:/tmp:/sbin/nologin",
  ],
  "etc/group": ["root:x:0:", "nogroup:x:65534:", "slipway:x:65532:"],
  // Without it glibc asks DNS before /etc/hosts, where Kubernetes writes hostAliases.
  "etc/nsswitch.conf": ["passwd: files", "group: files", "hosts: files dns"],
};

/** What glibc opens by name to look up hosts; it loads them late, or (since 2.34) has most of them inside. */
const LOADED_LATE = ["libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2"];

/** The least that a Node runs on: no shell, no package manager, no certificates, since Node has its own. */
export async function baseEntries(node: NodeProgram): Promise<readonly LayerEntry[]> {
  return [
    { name: "tmp/", type: "folder", mode: 0o1777 },
    { name: "root/", type: "folder", mode: 0o700 },
    await nodeEntry(node),
    ...Object.entries(ETC).map(
      ([name, lines]): LayerEntry => ({ name, type: "text", text: `${lines.join("\n")}\n` }),
    ),
    ...(await libraries(node)),
  ];
}

export async function nodeEntry(node: NodeProgram): Promise<LayerEntry> {
  return { name: NODE.slice(1), type: "file", path: await realpath(node.path), mode: 0o755 };
}

export function initEntry(packageFolder: string, { architecture }: NodeProgram): LayerEntry {
  const path = join(packageFolder, "init", `init-${architecture}`);
  return { name: INIT.slice(1), type: "file", path, mode: 0o755 };
}

async function libraries({ libraries }: NodeProgram): Promise<readonly LayerEntry[]> {
  const entries: LayerEntry[] = [];
  for (const path of [...libraries, ...(await loadedLate(libraries))])
    entries.push({ name: path.slice(1), type: "file", path: await realpath(path), mode: 0o755 });
  return entries;
}

async function loadedLate(libraries: readonly string[]): Promise<readonly string[]> {
  const libc = libraries.find((path) => path.endsWith("/libc.so.6"));
  const found: string[] = [];
  for (const name of libc === undefined ? [] : LOADED_LATE) {
    const path = join(dirname(libc ?? ""), name);
    if (await isThere(path)) found.push(path);
  }
  return found;
}
