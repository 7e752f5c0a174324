/** What stands for all keys that begin alike up to a delimiter behind the prefix; undefined for a key that stands for itself. */
export function commonPrefix(
  key: string,
  { prefix = "", delimiter = "" }: { readonly prefix?: string; readonly delimiter?: string },
): string | undefined {
  if (delimiter === "") return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
