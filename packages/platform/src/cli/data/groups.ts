import type { StoredObject } from "@slipway/sdk";

/** Objects that are listed as one. */
export interface Group {
  readonly key: string;
  readonly files: number;
  readonly bytes: number;
  /** Of the newest object. */
  readonly modified: Date;
  /** What uses one of its objects. */
  readonly usedBy: string | undefined;
}

/** Objects in the order of their keys, put together by what `nameOf` makes of a key; one group is held at a time. */
export async function* groupsOf(
  objects: AsyncIterable<StoredObject>,
  by: { nameOf(key: string): string; userOf(key: string): string | undefined },
): AsyncGenerator<Group> {
  let group: Group | undefined;
  for await (const object of objects) {
    const name = by.nameOf(object.key);
    if (group !== undefined && group.key !== name) {
      yield group;
      group = undefined;
    }
    group = {
      key: name,
      files: (group?.files ?? 0) + 1,
      bytes: (group?.bytes ?? 0) + object.bytes,
      modified: group !== undefined && group.modified > object.modified ? group.modified : object.modified,
      usedBy: group?.usedBy ?? by.userOf(object.key),
    };
  }
  if (group !== undefined) yield group;
}

/** The next step of a key below a prefix: a folder with its slash, or the object itself. */
export const nextStep =
  (prefix: string) =>
  (key: string): string => {
    const slash = key.indexOf("/", prefix.length);
    return slash < 0 ? key : key.slice(0, slash + 1);
  };
