import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import type { Session } from "../session/session.ts";

/** The runs of a flow, in no order; those of one step alone are none. */
export async function* runsOf(
  session: Session,
  { name, namespace }: { readonly name: string; readonly namespace: string },
): AsyncGenerator<FlowRun> {
  const { kubernetes } = await session.client();
  for await (const run of kubernetes.each<FlowRun>(flowRunKind, { namespace }))
    if (run.spec.flow === name && run.spec.spin === undefined) yield run;
}

/** Milliseconds since 1970. */
export const madeAt = ({ metadata }: FlowRun): number => Date.parse(metadata.creationTimestamp ?? "") || 0;
