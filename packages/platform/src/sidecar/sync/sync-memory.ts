import type { BigIntStats } from "node:fs";
import { readIfThere } from "#lib/read-if-there.ts";
import { wordsOf } from "#lib/words-of.ts";
import { writeAtomically } from "#lib/write-atomically.ts";
import { MOST } from "./files-below.ts";

/** Of files beyond as many the store is asked at each pass. */
const MOST_STORED = MOST.entries;
/** So many lines of a kind are said of a run. */
const MOST_SAID = 20;

/** Lines about what is said of a whole output, or of one name in it. */
type Kind = "once" | "name";

interface Kept extends Readonly<Record<Kind, readonly string[]>> {
  readonly stored: readonly (readonly [string, string])[];
}

/** What is stored already, so that a pass takes no more than what has changed since the last one; bounded, whatever a program makes. */
export class SyncMemory {
  readonly #file: string | undefined;
  readonly #stored: Map<string, string>;
  readonly #said: Readonly<Record<Kind, Set<string>>>;
  #changed = false;

  /** With a `file` it outlives its process; one that cannot be read counts for nothing. */
  constructor(file?: string) {
    this.#file = file;
    const { stored, once, name } = file === undefined ? NOTHING : keptIn(file);
    this.#stored = new Map(stored);
    this.#said = { once: new Set(once), name: new Set(name) };
  }

  isStored(output: string, path: string, stat: BigIntStats): boolean {
    return this.#stored.get(keyOf(output, path)) === markOf(stat);
  }

  stored(output: string, path: string, stat: BigIntStats): void {
    const key = keyOf(output, path);
    if (this.#stored.size >= MOST_STORED && !this.#stored.has(key)) return;
    this.#stored.set(key, markOf(stat));
    this.#changed = true;
  }

  /** Forgets all files of an output but those that a pass has seen. */
  retain(output: string, paths: Iterable<string>): void {
    const seen = new Set(Array.from(paths, (path) => keyOf(output, path)));
    for (const key of this.#stored.keys())
      if (key.startsWith(keyOf(output, "")) && !seen.has(key)) {
        this.#stored.delete(key);
        this.#changed = true;
      }
  }

  /** What stands in each pass's way is said once, and no more than {@link MOST_SAID} lines of a kind. */
  news(kind: Kind, line: string): "new" | "known" | "too many" {
    const said = this.#said[kind];
    if (said.has(line)) return "known";
    if (said.size >= MOST_SAID) return "too many";
    said.add(line);
    this.#changed = true;
    return "new";
  }

  /** Where the file cannot be written, says so: the next pass asks the store for what it does not know. */
  keep(say: (line: string) => void): void {
    if (this.#file === undefined || !this.#changed) return;
    const kept: Kept = {
      stored: [...this.#stored],
      once: [...this.#said.once],
      name: [...this.#said.name],
    };
    try {
      writeAtomically(this.#file, JSON.stringify(kept), 0o600);
      this.#changed = false;
    } catch (error) {
      say(`What is stored could not be noted, and is looked up again: ${wordsOf(error)}`);
    }
  }
}

const NOTHING: Kept = { stored: [], once: [], name: [] };

const keyOf = (output: string, path: string): string => `${output}\n${path}`;

/** Programs set times back and keep sizes; none can do so with the time of the last change of what the system knows of a file. */
const markOf = ({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [ino, size, mtimeNs, ctimeNs].join(" ");

function keptIn(file: string): Kept {
  try {
    const kept: unknown = JSON.parse(readIfThere(file) ?? "null");
    return isKept(kept) ? kept : NOTHING;
  } catch {
    return NOTHING;
  }
}

function isKept(value: unknown): value is Kept {
  const { stored, once, name } = (value ?? {}) as Partial<Kept>;
  return [stored, once, name].every(Array.isArray) && (stored ?? []).every(Array.isArray);
}
