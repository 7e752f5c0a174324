import type { Place } from "#ledger/request-queue.ts";
import type { Route } from "#router/routing-table.ts";

/** SageMaker chooses where nothing is said; this is as many as the model server has workers. */
const USUAL_CONCURRENCY = 4;

/** The pods that requests of an endpoint may go to; none where nobody serves it. */
export function placesOf(route: Route | undefined, most = USUAL_CONCURRENCY): readonly Place[] {
  return (route?.variants ?? []).flatMap(({ name, weight, pods }) =>
    pods.map((pod) => ({ pod, variant: name, weight, most })),
  );
}
