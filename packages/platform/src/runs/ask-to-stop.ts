import { rfc3339, STOP_ANNOTATION } from "@slipway/model";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";

/** Has a run canceled; one that is over, or is asked already, is left as it is. */
export async function askToStop(
  run: FlowRun | undefined,
  { store, now }: Pick<Turn, "store" | "now">,
): Promise<void> {
  const { annotations = {} } = run?.metadata ?? {};
  if (run === undefined || run.status?.completionTime !== undefined) return;
  if (annotations[STOP_ANNOTATION] !== undefined) return;
  const metadata = { ...run.metadata, annotations: { ...annotations, [STOP_ANNOTATION]: rfc3339(now) } };
  await store.replace(flowRunKind, { ...run, metadata }, "object");
}
