import type { FileToCome, HeldObject, KeptFiles } from "#artifacts/kept-files.ts";
import type { Asked, Handle, NewObject } from "./messages.ts";

/** What one helper may ask for, and all that it has; every answer takes a look into the index and no bytes. */
export class ServedArtifacts {
  readonly #artifacts: KeptFiles;
  readonly #held = new Map<Handle, HeldObject>();
  readonly #begun = new Map<Handle, FileToCome>();
  #last: Handle = 0;

  constructor(artifacts: KeptFiles) {
    this.#artifacts = artifacts;
  }

  /** Rejects as the artifacts do. */
  answer(name: keyof Asked, args: readonly unknown[]): Promise<unknown> {
    const answers: { readonly [N in keyof Asked]: (...args: Parameters<Asked[N]>) => unknown } = {
      bucketExists: (bucket) => this.#artifacts.bucketExists(bucket),
      head: (bucket, key) => this.#artifacts.head(bucket, key),
      list: (bucket, where) => this.#artifacts.list(bucket, where),
      remove: (bucket, key) => this.#artifacts.remove(bucket, key),
      hold: (bucket, key) => this.#hold(bucket, key),
      begin: () => this.#begin(),
      keep: (handle, object) => this.#keep(handle, object),
      drop: (handle) => this.#drop(handle),
    };
    const answer = answers[name] as (...args: readonly unknown[]) => unknown;
    return Promise.resolve().then(() => answer(...args));
  }

  /** When the helper is no more: what it had is let go, and files that it did not finish are removed. */
  async close(): Promise<void> {
    await Promise.all([...this.#held.keys(), ...this.#begun.keys()].map((handle) => this.#drop(handle)));
  }

  async #hold(bucket: string, key: string): Promise<ReturnType<Asked["hold"]>> {
    const object = await this.#artifacts.hold(bucket, key);
    const handle = ++this.#last;
    this.#held.set(handle, object);
    const { info, files, digest } = object;
    return { info, files, digest, handle };
  }

  #begin(): ReturnType<Asked["begin"]> {
    const file = this.#artifacts.begin();
    const handle = ++this.#last;
    this.#begun.set(handle, file);
    return { path: file.path, handle };
  }

  #keep(handle: Handle, object: NewObject): ReturnType<FileToCome["keep"]> {
    const file = this.#begun.get(handle);
    if (file === undefined) throw new Error(`There is no file ${handle} to keep.`);
    this.#begun.delete(handle);
    return file.keep(object);
  }

  async #drop(handle: Handle): Promise<void> {
    this.#held.get(handle)?.release();
    this.#held.delete(handle);
    const file = this.#begun.get(handle);
    this.#begun.delete(handle);
    await file?.drop();
  }
}
