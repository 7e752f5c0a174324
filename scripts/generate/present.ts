import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GENERATED_FOLDERS } from "./files.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What stands in a file now; undefined when it is not there. */
export function textOf(path: string): string | undefined {
  const file = join(ROOT, path);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** Files in generated folders that nothing makes any more. */
export function leftOver(files: ReadonlyMap<string, string>): readonly string[] {
  return GENERATED_FOLDERS.filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => !files.has(path));
}
