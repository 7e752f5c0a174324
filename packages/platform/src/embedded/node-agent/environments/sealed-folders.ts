import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { defined } from "@slipway/model";
import { lock, tryLock } from "#lib/build-once.ts";
import { isThere } from "#lib/is-there.ts";
import { emptyTrash, moveToTrash } from "#lib/remove-tree.ts";
import { writeAtomically } from "#lib/write-atomically.ts";
import { contentOf, type Measure, measure, seal } from "./seal.ts";

/** A folder that was built, in words and figures. */
export interface SealedFolder extends Measure {
  readonly key: string;
  /** Its name below `built/`: the key, and which building of it. */
  readonly name: string;
  readonly content: string;
  /** What it is, for people. */
  readonly about: string;
  readonly builtAt: string;
  readonly usedAt: Date;
}

export interface Obtain {
  /** The digest of everything that decides what `build` makes. */
  readonly key: string;
  readonly about: string;
  /** Fills an empty folder. */
  build(folder: string): Promise<void>;
  /** Writes down that somebody uses the folder, in a way that `leased` of `tidy` sees; called before it is relied on. */
  lease(folder: string): Promise<void>;
  /** Another process builds the same. */
  onWait?(): void;
  /** What was kept is no longer what was built. */
  onDamage?(): void;
  readonly signal?: AbortSignal;
}

/** So many lock files there are at most, whatever the number of keys: one too many to wait for is rare and harmless. */
const LOCK_DIGITS = 3;

/**
 * Folders that are built once, by whoever needs one first, and never changed: for all processes that see `root`. One is
 * there when its seal is, a file beside it that is written last and removed first.
 */
export class SealedFolders {
  readonly #built: string;
  readonly #seals: string;
  readonly #locks: string;
  readonly #trash: string;

  constructor(root: string) {
    this.#built = join(root, "built");
    this.#seals = join(root, "seals");
    this.#locks = join(root, "locks");
    this.#trash = join(root, "trash");
  }

  /** The path of the key's folder, built if need be. It is as it was sealed, and stays while it is leased. */
  async obtain(request: Obtain): Promise<string> {
    for (const folder of [this.#built, this.#seals, this.#locks])
      await mkdir(folder, { recursive: true, mode: 0o700 });
    return (await this.#kept(request)) ?? this.#make(request);
  }

  /** All that count, the last used first. */
  async list(): Promise<readonly SealedFolder[]> {
    const names = await readdir(this.#seals).catch(() => []);
    const keys = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
    const seals = (await Promise.all(keys.map((key) => this.#sealOf(key)))).filter(
      (found) => found !== undefined,
    );
    return seals.sort((a, b) => b.usedAt.getTime() - a.usedAt.getTime());
  }

  /** Whether every byte of it is as it was built. */
  async isIntact(sealed: SealedFolder): Promise<boolean> {
    const folder = join(this.#built, sealed.name);
    return (await contentOf(folder).catch(() => "")) === sealed.content && (await this.#isUnchanged(sealed));
  }

  /** It is not given out any more; who has it keeps it. */
  async discard({ key, name }: SealedFolder): Promise<void> {
    const release = await lock(this.#lockFile(key));
    try {
      if ((await this.#sealOf(key))?.name === name) await rm(this.#sealFile(key), { force: true });
    } finally {
      release();
    }
  }

  /**
   * Removes what is no use any more and then, until the rest is within the bound, what was not used for longest. Nothing
   * that is leased or being built goes.
   */
  async tidy(options: {
    readonly limitBytes: number;
    /** Names below `built/` that are in use now; asked after a seal was taken away. */
    leased(): Promise<ReadonlySet<string>>;
    /** Leaves the rest to the next time. */
    readonly signal?: AbortSignal;
  }): Promise<void> {
    const sealed = await this.list();
    const kept = new Set(sealed.map(({ name }) => name));
    for (const name of await readdir(this.#built).catch(() => []))
      if (!kept.has(name)) await this.#removeUnused(name, options.leased);
    let bytes = sealed.reduce((sum, each) => sum + each.bytes, 0);
    for (const each of sealed.toReversed())
      if (bytes > options.limitBytes && (await this.#drop(each, options.leased))) bytes -= each.bytes;
    // Another process may be emptying it at the same time: what is left then goes the next time.
    if (await isThere(this.#trash)) await emptyTrash(this.#trash, options.signal).catch(() => {});
  }

  async #kept(request: Obtain): Promise<string | undefined> {
    const found = await this.#sealOf(request.key);
    if (found === undefined) return undefined;
    const folder = join(this.#built, found.name);
    await request.lease(folder);
    // Whoever removes takes the seal away before it looks for leases: one of the two sees the other.
    if ((await this.#sealOf(request.key))?.name !== found.name) return undefined;
    if (await this.#isUnchanged(found)) {
      const now = new Date();
      await utimes(this.#sealFile(request.key), now, now).catch(() => {});
      return folder;
    }
    request.onDamage?.();
    await this.discard(found);
    return undefined;
  }

  async #make(request: Obtain): Promise<string> {
    const { key, about, signal } = request;
    const release = await this.#lock(request);
    try {
      const kept = await this.#sealOf(key);
      // Others have built it while this one waited.
      if (kept !== undefined) {
        const folder = join(this.#built, kept.name);
        await request.lease(folder);
        return folder;
      }
      const name = `${key}-${randomBytes(4).toString("hex")}`;
      const folder = join(this.#built, name);
      await mkdir(folder, { mode: 0o755 });
      await request.build(folder);
      signal?.throwIfAborted();
      await request.lease(folder);
      const facts = { key, name, about, builtAt: new Date().toISOString(), ...(await seal(folder)) };
      writeAtomically(this.#sealFile(key), JSON.stringify(facts), 0o600);
      return folder;
    } finally {
      release();
    }
  }

  async #sealOf(key: string): Promise<SealedFolder | undefined> {
    try {
      const file = this.#sealFile(key);
      const [text, { mtime }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
      const read = JSON.parse(text) as Omit<SealedFolder, "usedAt">;
      return read.name.startsWith(`${key}-`) && !read.name.includes("/")
        ? { ...read, usedAt: mtime }
        : undefined;
    } catch {
      // One that cannot be read is none: what it sealed is built anew.
      return undefined;
    }
  }

  async #isUnchanged({ name, digest }: SealedFolder): Promise<boolean> {
    const now = await measure(join(this.#built, name)).catch(() => undefined);
    return now?.digest === digest;
  }

  async #removeUnused(name: string, leased: () => Promise<ReadonlySet<string>>): Promise<void> {
    const key = name.split("-")[0] ?? "";
    const release = tryLock(this.#lockFile(key));
    if (release === undefined) return;
    try {
      const isInUse = (await this.#sealOf(key))?.name === name || (await leased()).has(name);
      if (!isInUse) await moveToTrash(join(this.#built, name), this.#trash);
    } finally {
      release();
    }
  }

  async #drop(sealed: SealedFolder, leased: () => Promise<ReadonlySet<string>>): Promise<boolean> {
    if ((await leased()).has(sealed.name)) return false;
    const release = tryLock(this.#lockFile(sealed.key));
    if (release === undefined) return false;
    const file = this.#sealFile(sealed.key);
    try {
      const { usedAt, ...facts } = sealed;
      await rm(file, { force: true });
      if ((await leased()).has(sealed.name)) {
        writeAtomically(file, JSON.stringify(facts), 0o600);
        await utimes(file, usedAt, usedAt);
        return false;
      }
      return await moveToTrash(join(this.#built, sealed.name), this.#trash);
    } finally {
      release();
    }
  }

  async #lock(request: Obtain): Promise<() => void> {
    return lock(this.#lockFile(request.key), {
      onWait: () => request.onWait?.(),
      ...defined({ signal: request.signal }),
    });
  }

  #sealFile(key: string): string {
    return join(this.#seals, `${key}.json`);
  }

  #lockFile(key: string): string {
    return join(this.#locks, `${key.slice(0, LOCK_DIGITS)}.lock`);
  }
}
