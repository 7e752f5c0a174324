import type { DataObject } from "./data-objects.ts";

/**
 * What can be restored together. A program may have had a file and a folder of one name, one after the other, and both are stored, since
 * nothing that it removes is: of the two that counts which was stored last.
 */
export function restorable(objects: readonly DataObject[]): readonly DataObject[] {
  const lastBelow = new Map<string, number>();
  for (const object of objects)
    for (const folder of foldersAbove(object.path))
      lastBelow.set(folder, Math.max(lastBelow.get(folder) ?? 0, timeOf(object)));
  const kept = objects.filter((object) => (lastBelow.get(object.path) ?? 0) <= timeOf(object));
  const files = new Set(kept.map(({ path }) => path));
  return kept.filter(({ path }) => !foldersAbove(path).some((folder) => files.has(folder)));
}

function foldersAbove(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

const timeOf = ({ storedAt }: DataObject): number => storedAt?.getTime() ?? 0;
