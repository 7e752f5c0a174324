import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { readIfThere } from "#lib/read-if-there.ts";
import { syncFolder, writeAtomically } from "#lib/write-atomically.ts";
import type { Layout } from "../state/layout.ts";

/** `restore.json`: an exchange that has begun. Whoever opens the folder next brings it to its end. */
interface Journal {
  readonly phase: "aside" | "in";
  /** The folder, by its name, that takes what was there. */
  readonly aside: string;
}

/** Belongs to the machine, not to the state: it stays. */
const STAYS = new Set(["cache", "logs", "tmp", "reserve", "restore.json"]);
export const ASIDE_PREFIX = "replaced-";

const journalOf = (at: Layout): string => join(at.root, "restore.json");

/** Where a restore makes the new state; a start throws away what a killed one left here. */
export const draftOf = (at: Layout): string => join(at.temporary, "restore");

/** The names, below the folder, of what makes up a state: files and folders, and what is in `db` beside the lock. */
export function stateEntries(at: Layout, root = at.root): readonly string[] {
  const databases = basename(dirname(at.lock));
  const top = namesIn(root).filter(
    (name) => !STAYS.has(name) && !name.startsWith(ASIDE_PREFIX) && name !== databases,
  );
  const inside = namesIn(join(root, databases)).filter((name) => !name.startsWith(basename(at.lock)));
  return [...top, ...inside.map((name) => join(databases, name))];
}

/**
 * Puts the draft in place of the state, which is kept in the folder `aside`. Once the journal is written the exchange is
 * certain: killed at any moment, `finishExchange` goes on with it. For whoever has the folder's lock.
 */
export function exchange(at: Layout, aside: string): void {
  tell(at, { phase: "aside", aside });
  finishExchange(at);
}

/** Brings an exchange that has begun to its end; does nothing where none has. */
export function finishExchange(at: Layout): void {
  const journal = readJournal(at);
  if (journal === undefined) return;
  const draft = draftOf(at);
  if (journal.phase === "aside") {
    for (const entry of stateEntries(at)) move(join(at.root, entry), join(at.root, journal.aside, entry));
    tell(at, { ...journal, phase: "in" });
  }
  for (const entry of stateEntries(at, draft)) move(join(draft, entry), join(at.root, entry));
  syncFolder(at.root);
  rmSync(journalOf(at));
  rmSync(at.temporary, { recursive: true, force: true });
}

function readJournal(at: Layout): Journal | undefined {
  const text = readIfThere(journalOf(at));
  if (text === undefined) return undefined;
  try {
    const journal = JSON.parse(text) as Journal;
    const known = journal.phase === "aside" || journal.phase === "in";
    if (known && journal.aside === basename(journal.aside) && journal.aside.startsWith(ASIDE_PREFIX))
      return journal;
  } catch {
    // Told below, as a journal with something else in it is.
  }
  throw new SlipwayError(
    "SLIP-STATE-004",
    `${journalOf(at)}, which says how far a restore came, is damaged: delete it and run \`slipway restore FILE --replace\` again`,
  );
}

const tell = (at: Layout, journal: Journal): void =>
  writeAtomically(journalOf(at), `${JSON.stringify(journal)}\n`, 0o600);

function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  renameSync(from, to);
  syncFolder(dirname(to));
  syncFolder(dirname(from));
}

const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);
