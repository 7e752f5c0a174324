/** What a tar of the image holds at a path; owner and time are the same for all. */
export type LayerEntry = { readonly name: string } & (
  | { readonly type: "folder"; readonly mode?: number }
  | { readonly type: "file"; readonly path: string; readonly mode?: number }
  | { readonly type: "text"; readonly text: string }
);

/** With every folder that leads to an entry, each name once, in the order of their bytes. */
export function inOrder(entries: readonly LayerEntry[]): readonly LayerEntry[] {
  const byName = new Map<string, LayerEntry>();
  for (const { name } of entries) {
    for (const folder of foldersOf(name)) byName.set(folder, { name: folder, type: "folder" });
  }
  for (const entry of entries) byName.set(entry.name, entry);
  return [...byName.values()].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

/** `a/b/c` lies in `a/` and `a/b/`. */
function foldersOf(name: string): readonly string[] {
  const parts = name.replace(/\/$/, "").split("/").slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join("/")}/`);
}
