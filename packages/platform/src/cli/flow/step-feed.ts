import { isForbidden, isNotFound } from "@slipway/model";
import type { KeptPage, KeptStepEnd, KeptStepTry } from "@slipway/model/kubernetes/kept-records.ts";
import type { ObjectRecords } from "@slipway/sdk";

/** A page of what is written down of a run's steps. */
export interface StepRecords {
  readonly tries: readonly KeptStepTry[];
  readonly ends: readonly KeptStepEnd[];
}

/** Records of a run's steps, as they are written down. */
export class StepFeed {
  readonly #tries: Followed<KeptStepTry>;
  readonly #ends: Followed<KeptStepEnd>;

  constructor(
    records: Pick<ObjectRecords, "stepEnds" | "stepTries">,
    { withResults = false }: { readonly withResults?: boolean } = {},
  ) {
    this.#tries = new Followed((after) => records.stepTries(after));
    this.#ends = new Followed((after) => records.stepEnds(after, { withResults }));
  }

  /**
   * What has come since the last look, and some of what that gave already: a page after the other, so that many records are never
   * held at once. Nothing where the caller may not read it, or the home keeps none.
   */
  async *look(): AsyncGenerator<StepRecords> {
    try {
      // What has ended was tried before, so that its tries are told by then.
      for await (const ends of this.#ends.look()) yield { tries: [], ends };
      for await (const tries of this.#tries.look()) yield { tries, ends: [] };
    } catch (error) {
      if (!isNotFound(error) && !isForbidden(error)) throw error;
    }
  }
}

/** A list that grows at its end. Its last page is read again at each look, as it may have grown. */
class Followed<T> {
  readonly #read: (after: string | undefined) => Promise<KeptPage<T>>;
  #after: string | undefined;

  constructor(read: (after: string | undefined) => Promise<KeptPage<T>>) {
    this.#read = read;
  }

  async *look(): AsyncGenerator<readonly T[]> {
    for (;;) {
      const { items, next } = await this.#read(this.#after);
      if (items.length > 0) yield items;
      if (next === undefined) return;
      this.#after = next;
    }
  }
}
