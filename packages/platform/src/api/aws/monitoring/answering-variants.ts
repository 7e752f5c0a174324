import { carrierOf } from "@slipway/model/kinds/carrier-of.ts";
import {
  FEEDBACK_WINDOW_ANNOTATION,
  feedbackWindowMs,
} from "@slipway/model/kinds/endpoint/feedback-window.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import type { Answers, InvocationId } from "#ledger/answers.ts";
import { type Clock, passed } from "#lib/clock.ts";
import type { Cache, Index } from "#store/cache.ts";

const byInvokedName: Index<Endpoint> = {
  name: "invoked name",
  values: ({ metadata, spec }) => [`${metadata.namespace ?? ""}/${spec.endpointName}`],
};

/** An answer comes before it is written down who gave it: two seconds in all. */
const LOOK_AGAIN_MS = [100, 300, 600, 1_000] as const;
/** Calls that wait for that at a time; of more it is told at once what is known. */
const MOST_WAITING = 32;

/** Which variants answered invocations, for who names them by their InferenceId. */
export class AnsweringVariants {
  readonly #answers: Answers;
  readonly #cache: Cache;
  readonly #clock: Clock;
  #waiting = 0;

  constructor(parts: { readonly answers: Answers; readonly cache: Cache; readonly clock: Clock }) {
    this.#answers = parts.answers;
    this.#cache = parts.cache;
    this.#clock = parts.clock;
    this.#cache.index(endpointKind, byInvokedName);
  }

  /** In the order asked, 1,000 at most. For what is not known and may become so it waits a moment. */
  async find(asked: readonly InvocationId[]): Promise<readonly (string | undefined)[]> {
    const found = [...(await this.#look(asked))];
    const mayCome = () =>
      [...asked.keys()].filter((at) => found[at] === undefined && this.#windowOf(asked[at]) !== undefined);
    if (mayCome().length === 0 || this.#waiting >= MOST_WAITING) return found;
    this.#waiting += 1;
    try {
      for (const pause of LOOK_AGAIN_MS) {
        await passed(this.#clock, pause);
        const places = mayCome();
        const again = await this.#look(places.flatMap((at) => asked[at] ?? []));
        for (const [index, at] of places.entries()) found[at] = again[index];
        if (mayCome().length === 0) break;
      }
    } finally {
      this.#waiting -= 1;
    }
    return found;
  }

  /** A sentence on an invocation that is not known, with what to do. */
  why(asked: InvocationId): string {
    const { endpoint, inferenceId } = asked;
    const variantName =
      "send what its answers are worth with VariantName, the answer's InvokedProductionVariant, in the place of InferenceId";
    const found = this.#endpoint(asked);
    if (found === undefined)
      return `There is no endpoint ${endpoint}, and no answer of it with that InferenceId is known.`;
    if (carrierOf(found) === "sagemaker")
      return `Endpoint ${endpoint} is served by Amazon SageMaker, where its answers are not seen: ${variantName}.`;
    const window = this.#windowOf(asked);
    if (window === undefined)
      return `Endpoint ${endpoint} keeps no InferenceIds. Give it the annotation ${FEEDBACK_WINDOW_ANNOTATION}, e.g. 7d, before it is invoked, or ${variantName}.`;
    return `Endpoint ${endpoint} has given no answer to the InferenceId ${JSON.stringify(inferenceId.slice(0, 64))} in the last ${window} (${FEEDBACK_WINDOW_ANNOTATION}). Send the InferenceId with the invocation, and what its answer was worth within that time after it.`;
  }

  #look(asked: readonly InvocationId[]): Promise<readonly (string | undefined)[]> {
    return this.#answers.find(asked, this.#clock.now());
  }

  #endpoint({ namespace, endpoint }: InvocationId): Endpoint | undefined {
    return this.#cache.now(endpointKind)?.by(byInvokedName, `${namespace}/${endpoint}`, { limit: 1 })[0];
  }

  /** As it is written; undefined where the endpoint has none. */
  #windowOf(asked: InvocationId | undefined): string | undefined {
    const found = asked === undefined ? undefined : this.#endpoint(asked);
    if (found === undefined || carrierOf(found) === "sagemaker") return undefined;
    const text = found.metadata.annotations?.[FEEDBACK_WINDOW_ANNOTATION];
    return feedbackWindowMs(text) === undefined ? undefined : text;
  }
}
