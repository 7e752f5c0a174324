import type { BigIntStats } from "node:fs";
import { readIfThere } from "#lib/read-if-there.ts";
import { writeAtomically } from "#lib/write-atomically.ts";

/** What is stored already, so that a pass takes no more than what has changed since the last one. */
export class SyncMemory {
  readonly #file: string | undefined;
  readonly #stored: Map<string, string>;
  #changed = false;

  /** With a `file` it outlives its process; one that cannot be read counts for nothing. */
  constructor(file?: string) {
    this.#file = file;
    this.#stored = new Map(file === undefined ? [] : entriesIn(file));
  }

  isStored(output: string, path: string, stat: BigIntStats): boolean {
    return this.#stored.get(keyOf(output, path)) === markOf(stat);
  }

  stored(output: string, path: string, stat: BigIntStats): void {
    this.#stored.set(keyOf(output, path), markOf(stat));
    this.#changed = true;
  }

  /** Whether it is the first time: what stands in each pass's way is said once. */
  isNews(line: string): boolean {
    const key = keyOf("", line);
    if (this.#stored.has(key)) return false;
    this.#stored.set(key, "said");
    this.#changed = true;
    return true;
  }

  keep(): void {
    if (this.#file === undefined || !this.#changed) return;
    writeAtomically(this.#file, JSON.stringify([...this.#stored]), 0o600);
    this.#changed = false;
  }
}

const keyOf = (output: string, path: string): string => `${output}\n${path}`;

/** Programs set times back and keep sizes; none can do so with the time of the last change of what the system knows of a file. */
const markOf = ({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [ino, size, mtimeNs, ctimeNs].join(" ");

function entriesIn(file: string): readonly (readonly [string, string])[] {
  try {
    const entries: unknown = JSON.parse(readIfThere(file) ?? "[]");
    return Array.isArray(entries) ? (entries as [string, string][]) : [];
  } catch {
    return [];
  }
}
