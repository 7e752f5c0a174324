import type { LedgerCall } from "../ledger-call.ts";
import type { ListAsked, ListedMetric } from "./listed-metric.ts";
import { ENDPOINTS, JOBS, listedObjectMetrics } from "./listed-object-metrics.ts";
import { listedPutMetrics } from "./listed-put-metrics.ts";
import { invalidToken } from "./monitoring-error.ts";

type Part = (call: LedgerCall, asked: ListAsked) => AsyncGenerator<ListedMetric>;

/** What was put, what jobs told of themselves, what endpoints did: each metric once. */
const PARTS: readonly (readonly [name: string, part: Part])[] = [
  ["put", listedPutMetrics],
  ["jobs", (call, asked) => listedObjectMetrics(call, asked, JOBS)],
  ["endpoints", (call, asked) => listedObjectMetrics(call, asked, ENDPOINTS)],
];

/** Every metric of the caller's namespace, or of one namespace of CloudWatch's, from a place on. */
export async function* listedMetrics(
  call: LedgerCall,
  { after, ...asked }: ListAsked,
): AsyncGenerator<ListedMetric> {
  const [begin, ...rest] = after ?? ["put"];
  const first = PARTS.findIndex(([name]) => name === begin);
  if (first < 0) throw invalidToken();
  for (const [i, [name, part]] of PARTS.slice(first).entries()) {
    const from = i === 0 && rest.length > 0 ? { ...asked, after: rest } : asked;
    for await (const one of part(call, from)) yield { ...one, place: [name, ...one.place] };
  }
}
