import type { AnsweredInvocation } from "#ledger/answers.ts";
import type { Clock } from "#lib/clock.ts";
import type { Route, VariantRoute } from "../routing-table.ts";
import type { Tap, TappedInvocation, Watcher } from "../tap/tap.ts";
import { inferenceIdIn } from "./inference-id.ts";

/** Tells which variant answered which invocation, of endpoints that are told by InferenceId what their answers were worth. */
export class AnsweredTap implements Tap {
  readonly #to: { add(answered: AnsweredInvocation): void };
  readonly #clock: Clock;

  constructor(to: { add(answered: AnsweredInvocation): void }, clock: Clock) {
    this.#to = to;
    this.#clock = clock;
  }

  wants(_route: Route, { feedbackMs }: VariantRoute): boolean {
    return feedbackMs !== undefined;
  }

  /** A prediction counts from its first byte on: a client may have enough of it before the end. */
  begins({ route, variant, fields }: TappedInvocation): Watcher | undefined {
    const { feedbackMs } = variant;
    const inferenceId = inferenceIdIn(fields);
    if (feedbackMs === undefined || inferenceId === undefined) return undefined;
    const { namespace, endpoint } = route;
    return {
      begun: (status) => {
        if (status < 200 || status > 299) return;
        const at = this.#clock.now().getTime();
        this.#to.add({ namespace, endpoint, inferenceId, variant: variant.name, at, until: at + feedbackMs });
      },
    };
  }
}
