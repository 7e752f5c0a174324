import type { Log } from "#lib/log.ts";
import { jsonLog } from "../common/json-log.ts";
import { LogFile } from "./log-file.ts";

const LARGEST_BYTES = 16 * 1024 * 1024;

/** Slipway's own log in a file that does not grow without bound. */
export function fileLog(path: string, secrets: readonly string[] = []): { readonly log: Log; close(): void } {
  const file = new LogFile(path, LARGEST_BYTES);
  return { log: jsonLog((line) => file.write(line), secrets), close: () => file.close() };
}
