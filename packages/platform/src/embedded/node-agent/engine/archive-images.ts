import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "#lib/log.ts";
import { wordsOf } from "#lib/words-of.ts";
import type { Engine } from "./engine.ts";
import { archiveReference, isArchiveReference, tagOf } from "./image-name.ts";

/** How many stay that no pod names: those that were used last. */
const KEPT = 4;

export interface ArchiveImagesOptions {
  /** Has an empty file for each, whose time says when it was used. */
  readonly folder: string;
  /** Engine's names of the images that pods of this home may still start containers of. */
  readonly named: () => ReadonlySet<string>;
  readonly use: <T>(work: (engine: Engine) => Promise<T>) => Promise<T>;
  readonly log: Log;
}

/** The images that this home has taken into its engine from archives: nobody else knows them, so that nobody else takes them out again. */
export class ArchiveImages {
  readonly #options: ArchiveImagesOptions;
  #tidying: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: ArchiveImagesOptions) {
    this.#options = options;
  }

  /** Said before one is taken in, and of one that is relied on; nothing is kept of other images. */
  used(reference: string): void {
    if (!isArchiveReference(reference)) return;
    mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(this.#options.folder, tagOf(reference)), "", { mode: 0o600 });
  }

  /** Takes those out that are too many. What an engine that is away has is taken out another time. */
  tidy(): Promise<void> {
    this.#tidying = this.#tidying.then(() => this.#tidy());
    return this.#tidying;
  }

  /** Resolves when none is being taken out any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#tidying;
  }

  async #tidy(): Promise<void> {
    const { folder, named, use, log } = this.#options;
    const all = byUse(folder);
    if (this.#stopped || all.length <= KEPT) return;
    const needed = named();
    const others = all.map(archiveReference).filter((reference) => !needed.has(reference));
    for (const reference of others.slice(KEPT)) {
      if (this.#stopped) return;
      try {
        await use((engine) => engine.removeImage(reference));
        rmSync(join(folder, tagOf(reference)), { force: true });
      } catch (error) {
        log.warn("the image of an archive could not be removed", { reference, error: wordsOf(error) });
      }
    }
  }
}

/** Tags, the last used first. */
function byUse(folder: string): readonly string[] {
  let tags: readonly string[];
  try {
    tags = readdirSync(folder);
  } catch {
    return [];
  }
  const timeOf = (tag: string) => statSync(join(folder, tag), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const times = tags.map((tag) => ({ tag, at: timeOf(tag) }));
  return times.sort((a, b) => b.at - a.at).map(({ tag }) => tag);
}
