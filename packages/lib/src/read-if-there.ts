import { readFileSync } from "node:fs";

/** A small file's text, undefined where there is none; an error names the file, which the system's own not always does. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw message.includes(path) ? error : Object.assign(new Error(`${message}, ${path}`), { code });
  }
}
