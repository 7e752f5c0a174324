import { wordsOf } from "#lib/words-of.ts";
import type { ArchiveImages } from "./archive-images.ts";
import type { Engine, EngineImage } from "./engine.ts";
import type { ImageName } from "./image-name.ts";

/** One way of an image to this machine. */
export interface Pull {
  /** Resolves when it has come to its end, well or not. */
  readonly settled: Promise<void>;
  /** Absent while it is under way. */
  readonly end?: { readonly error?: string };
}

/** Images of the engine; whoever wants the same image waits for the same pull. */
export class ImageStock {
  readonly #use: <T>(work: (engine: Engine) => Promise<T>) => Promise<T>;
  readonly #archives: ArchiveImages;
  readonly #pulls = new Map<string, Pull>();
  readonly #stop = new AbortController();

  constructor({
    use,
    archives,
  }: { use<T>(work: (engine: Engine) => Promise<T>): Promise<T>; readonly archives: ArchiveImages }) {
    this.#use = use;
    this.#archives = archives;
  }

  /** What of it is here. Throws MissingEngine without an engine. */
  find({ reference }: ImageName): Promise<EngineImage | undefined> {
    this.#archives.used(reference);
    return this.#use((engine) => engine.image(reference));
  }

  /** Begins to bring the image here, or tells of who is doing so. */
  pull(name: ImageName): Pull {
    const present = this.#pulls.get(name.reference);
    if (present !== undefined) return present;
    const { signal } = this.#stop;
    this.#archives.used(name.reference);
    const pull: { settled: Promise<void>; end?: { readonly error?: string } } = {
      settled: this.#use((engine) =>
        "archive" in name
          ? engine.load(name.archive, name.reference, signal)
          : engine.pull(name.reference, signal),
      )
        .then(
          () => ({}),
          (error: unknown) => ({ error: wordsOf(error) }),
        )
        .then((end) => {
          pull.end = end;
          this.#pulls.delete(name.reference);
          void this.#archives.tidy();
        }),
    };
    this.#pulls.set(name.reference, pull);
    return pull;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#pulls.values()].map(({ settled }) => settled));
  }
}
