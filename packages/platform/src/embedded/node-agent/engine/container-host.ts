import { existsSync } from "node:fs";
import { join } from "node:path";
import { EngineRefusal } from "#lib/engine/engine-connection.ts";
import { findEngine } from "#lib/engine/find-engine.ts";
import type { Log } from "#lib/log.ts";
import { wordsOf } from "#lib/words-of.ts";
import { PodFolder } from "../pod/pod-folder.ts";
import { ArchiveImages } from "./archive-images.ts";
import { connectEngine } from "./connect-engine.ts";
import { CannotStart, type Engine, type ListedContainer } from "./engine.ts";
import { type ImageName, imageName } from "./image-name.ts";
import { ImageStock } from "./image-stock.ts";
import { MissingEngine } from "./missing-engine.ts";

/** By these the containers of a home are found again, by whoever has its folder. */
export const LABELS = {
  home: "slipway.dev/home",
  pod: "slipway.dev/pod-uid",
  name: "slipway.dev/pod",
  container: "slipway.dev/container",
  /** Tells a container from another one of the same name that was ordered before. */
  order: "slipway.dev/order",
} as const;

export interface ContainerHostOptions {
  /** Says where engines are (docs/guides/own-container.md). */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The program `init` for the engine's processor; without one containers of a pod have a network each. */
  readonly init?: string;
  /** Stands for this home among others that use the engine. */
  readonly home: string;
  readonly podsDir: string;
  /** Has the times at which images of archives were used. */
  readonly archivesDir: string;
  /** Images, as pods write them, of which containers may still be started. */
  readonly named: () => readonly string[];
  readonly log: Log;
}

/** How long it counts that none was found. */
const AGAIN_MS = 5_000;

/** This machine's container engine, looked for when it is needed, and its images. */
export class ContainerHost {
  readonly images: ImageStock;
  readonly #archives: ArchiveImages;
  readonly #options: ContainerHostOptions;
  #engine: Promise<Engine> | undefined;
  #root: string | undefined;
  #missedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ContainerHostOptions) {
    this.#options = options;
    const use = <T>(work: (engine: Engine) => Promise<T>) => this.use(work);
    this.#archives = new ArchiveImages({
      ...{ use, log: options.log, folder: options.archivesDir },
      named: () => new Set(options.named().flatMap((image) => this.#nameOrNone(image))),
    });
    this.images = new ImageStock({ use, archives: this.#archives });
  }

  /** What an image is called, and what this home's engine is to call it. Throws for an archive that is no file. */
  nameOf(image: string): ImageName {
    return imageName(image, this.#options.home);
  }

  /** Says that a pod has ended, so that its image may be one too many. */
  podEnded(): void {
    void this.#archives.tidy();
  }

  get home(): string {
    return this.#options.home;
  }

  get init(): string | undefined {
    return this.#options.init;
  }

  /** Does something with the engine. Throws MissingEngine while there is none, and when it goes away; it is then looked for anew. */
  async use<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
    const asked = this.#find();
    const engine = await asked;
    try {
      return await work(engine);
    } catch (error) {
      if (!isAway(error)) throw error;
      if (this.#engine === asked) {
        this.#options.log.warn("the container engine is away", {
          engine: engine.name,
          error: wordsOf(error),
        });
        this.#engine = undefined;
      }
      throw new MissingEngine({
        found: `${engine.name} does not answer: ${wordsOf(error)}`,
        remedy: "It is asked again every few seconds",
      });
    }
  }

  /** Where the engine that was found last has its files; undefined while none is known. */
  get root(): string | undefined {
    return this.#root;
  }

  /** Ends what an earlier agent could not: containers of this home whose pod has no folder any more. */
  async endStrays(): Promise<void> {
    await this.use((engine) => this.#sweep(engine)).catch(() => {});
  }

  /** Of an archive that is gone no container is started again. */
  #nameOrNone(image: string): readonly string[] {
    try {
      return [this.nameOf(image).reference];
    } catch {
      return [];
    }
  }

  async stop(): Promise<void> {
    await this.images.stop();
    await this.#archives.stop();
    const engine = await this.#engine?.catch(() => undefined);
    this.#engine = undefined;
    await engine?.close();
  }

  #find(): Promise<Engine> {
    if (this.#engine !== undefined && Date.now() < this.#missedAt + AGAIN_MS) return this.#engine;
    if (this.#missedAt === Number.NEGATIVE_INFINITY && this.#engine !== undefined) return this.#engine;
    this.#engine = this.#look();
    return this.#engine;
  }

  async #look(): Promise<Engine> {
    this.#missedAt = Number.NEGATIVE_INFINITY;
    try {
      const found = await findEngine(this.#options.env);
      if (!("name" in found)) throw new MissingEngine(found);
      const engine = await connectEngine(found);
      this.#root = engine.root;
      this.#options.log.info("a container engine was found", { ...found });
      void this.#sweep(engine).catch(() => {});
      void this.#archives.tidy();
      return engine;
    } catch (error) {
      this.#missedAt = Date.now();
      throw error;
    }
  }

  async #sweep(engine: Engine): Promise<void> {
    const { home, podsDir, log } = this.#options;
    const all = await engine.list({ [LABELS.home]: home });
    // What holds a network goes after those that have joined it.
    for (const { name, labels } of all.toSorted(byContainer)) {
      if (isKnown(podsDir, labels[LABELS.pod])) continue;
      log.warn("a container of a pod that is gone is removed", { name });
      await engine.remove(name).catch((error: unknown) => {
        log.warn("it could not be removed", { name, error: wordsOf(error) });
      });
    }
  }
}

const byContainer = (a: ListedContainer, b: ListedContainer): number =>
  (b.labels[LABELS.container] ?? "").localeCompare(a.labels[LABELS.container] ?? "");

function isKnown(podsDir: string, uid: string | undefined): boolean {
  try {
    return existsSync(join(new PodFolder(podsDir, uid ?? "").path, "pod.json"));
  } catch {
    return false;
  }
}

/** What is neither the engine's answer nor ours. */
function isAway(error: unknown): boolean {
  if (error instanceof EngineRefusal || error instanceof CannotStart || error instanceof MissingEngine)
    return false;
  const { code = "", name } = error as NodeJS.ErrnoException;
  if (name === "TimeoutError") return true;
  return /^(ECONN|ENOENT|EPIPE|ENOTDIR|EACCES|UND_ERR_(SOCKET|CONNECT|CLOSED|DESTROYED))/.test(String(code));
}
