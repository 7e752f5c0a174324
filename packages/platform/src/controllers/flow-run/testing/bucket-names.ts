import type { Artifacts } from "#artifacts/artifacts.ts";

/** Artifacts as far as whoever begins a step asks: which buckets there are. */
class BucketNames {
  readonly #names = new Set<string>();

  async bucketExists(bucket: string): Promise<boolean> {
    return this.#names.has(bucket);
  }

  async createBucket(bucket: string): Promise<void> {
    this.#names.add(bucket);
  }
}

/** A store without buckets, in which they can be made. */
export const noBuckets = (): Artifacts => new BucketNames() as unknown as Artifacts;
