import { execFile } from "node:child_process";

const LONGEST_MS = 60_000;

/**
 * Bytes on the disk below each path, links not followed; what is not there or cannot be read counts nothing. A program of its
 * own counts, since a job may have made millions of files.
 */
export function diskUsage(paths: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (paths.length === 0) return Promise.resolve(new Map());
  return new Promise((resolve) => {
    const options = { timeout: LONGEST_MS, maxBuffer: 2 ** 24, env: { ...process.env, LC_ALL: "C" } };
    execFile("du", ["-skx", "--", ...paths], options, (_error, stdout) => {
      const rows = [...stdout.matchAll(/^(\d+)\t(.*)$/gm)];
      resolve(new Map(rows.map(([, kib, path]) => [path ?? "", Number(kib) * 1024])));
    });
  });
}
