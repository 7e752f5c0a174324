import { processingJobFacts } from "@slipway/model/kinds/processing-job/facts.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { listedJobMetrics } from "./listed-job-metrics.ts";
import type { ListAsked, ListedMetric } from "./listed-metric.ts";
import { listedPutMetrics } from "./listed-put-metrics.ts";
import { invalidPlace } from "./monitoring-error.ts";

type Part = (call: LedgerCall, asked: ListAsked) => AsyncGenerator<ListedMetric>;

/** What was put, by endpoints too, and what jobs told of themselves: each metric once. */
const PARTS: readonly (readonly [name: string, part: Part])[] = [
  ["put", listedPutMetrics],
  ["jobs", listedJobMetrics(trainingJobFacts)],
  ["processing", listedJobMetrics(processingJobFacts)],
];

/** Every metric of the caller's namespace, or of one namespace of CloudWatch's, from a place on. */
export async function* listedMetrics(
  call: LedgerCall,
  { after, ...asked }: ListAsked,
): AsyncGenerator<ListedMetric> {
  const [begin, ...rest] = after ?? ["put"];
  const first = PARTS.findIndex(([name]) => name === begin);
  if (first < 0) throw invalidPlace();
  for (const [i, [name, part]] of PARTS.slice(first).entries()) {
    const from = i === 0 && rest.length > 0 ? { ...asked, after: rest } : asked;
    for await (const one of part(call, from)) yield { ...one, place: [name, ...one.place] };
  }
}
