/**
 * What a path that is written as Windows does is on this machine: drives are where WSL has them. Undefined for one that is not
 * written so.
 */
export function unixPath(given: string): string | undefined {
  if (!/^[A-Za-z]:[\\/]/.test(given) && !given.includes("\\")) return undefined;
  const path = given.replaceAll("\\", "/");
  const [, drive, rest = ""] = /^([A-Za-z]):\/+(.*)$/.exec(path) ?? [];
  return drive === undefined ? path : `/mnt/${drive.toLowerCase()}/${rest} (where WSL has that drive)`;
}
