import { isSlipwayError } from "@slipway/model";
import { LRUCache } from "lru-cache";
import { type Artifacts, makesBuckets } from "#artifacts/artifacts.ts";
import { messageOf } from "#reconcile/message-of.ts";
import { TerminalError } from "#reconcile/reconciler.ts";

const MOST = 1_000;
/** So long a bucket that was there is taken to be there. */
const KNOWN_MS = 60_000;

/** Sees to it that buckets are there before anything runs that stores there. */
export class Buckets {
  readonly #artifacts: Artifacts;
  readonly #known = new LRUCache<string, true>({ max: MOST, ttl: KNOWN_MS });

  constructor(artifacts: Artifacts) {
    this.#artifacts = artifacts;
  }

  /** What it waits for where the store does not answer. Throws TerminalError where there is no such bucket and none can be made. */
  async have(bucket: string): Promise<{ readonly waitingFor: string } | undefined> {
    if (this.#known.has(bucket)) return undefined;
    try {
      if (!(await this.#artifacts.bucketExists(bucket))) await this.#make(bucket);
    } catch (error) {
      if (isSlipwayError(error, "SLIP-S3-019")) return { waitingFor: messageOf(error) };
      throw new TerminalError(
        "NoBucket",
        `The bucket ${bucket}, which is to take what the step gives, cannot be made (${messageOf(error)}): make it`,
      );
    }
    this.#known.set(bucket, true);
    return undefined;
  }

  async #make(bucket: string): Promise<void> {
    if (!makesBuckets(this.#artifacts)) throw new Error("this store makes none");
    try {
      await this.#artifacts.createBucket(bucket);
    } catch (error) {
      if (!isSlipwayError(error, "SLIP-S3-006")) throw error;
    }
  }
}
