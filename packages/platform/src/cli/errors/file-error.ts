import { SlipwayError } from "@slipway/model";

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  EISDIR: "that is a folder, and a file is expected",
  ENOTDIR: "a part of the path is a file, and no folder",
  ELOOP: "its links lead in a circle",
  ENOSPC: "no space is left on the device",
};

/** What could not be read or written, in a sentence; of a folder's files the error knows which. */
export function fileError(given: string, error: unknown): SlipwayError {
  const { code = "", path, message } = error as NodeJS.ErrnoException;
  const words = WORDS[code] ?? message;
  const within = path !== undefined && !path.endsWith(given) ? ` (${path})` : "";
  return new SlipwayError("SLIP-CLI-002", `${given}: ${words}${within}`, { cause: error });
}
