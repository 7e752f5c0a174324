import { existsSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";

/** How far a log file is in the ledger: the next line begins at byte `offset` and gets index `lines`. */
export interface Shipped {
  readonly offset: number;
  readonly lines: number;
}

export function readShipped(path: string): Shipped {
  try {
    // Mostly it is not there, and a failure costs more than a look.
    const text = existsSync(path) ? readFileSync(path, "utf8") : "{}";
    const { offset, lines } = JSON.parse(text) as Partial<Shipped>;
    if (Number.isSafeInteger(offset) && Number.isSafeInteger(lines)) return { offset, lines } as Shipped;
  } catch {
    // Not readable: the ledger ignores lines that it has, so the beginning is always right.
  }
  return { offset: 0, lines: 0 };
}

export async function writeShipped(path: string, shipped: Shipped): Promise<void> {
  await writeFile(`${path}.partial`, JSON.stringify(shipped), { mode: 0o600 });
  await rename(`${path}.partial`, path);
}
