import { type FlowRun, type FlowRunSpec, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import type { Session } from "../session/session.ts";
import { createUnnamed } from "../train/create-unnamed.ts";

/** Makes a run; without a name it has one of its flow, or of what stands in its place, and the time. */
export async function createRun(
  session: Session,
  of: {
    readonly spec: FlowRunSpec;
    readonly name?: string;
    readonly label?: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
  },
): Promise<FlowRun> {
  const { kubernetes } = await session.client();
  const { spec, labels } = of;
  const namespace = of.namespace ?? (await session.namespace());
  const create = (name: string): Promise<FlowRun> =>
    kubernetes.create(flowRunKind, {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "FlowRun",
      metadata: { name, namespace, ...(Object.keys(labels).length === 0 ? {} : { labels }) },
      spec,
    });
  session.signal.throwIfAborted();
  return of.name === undefined ? createUnnamed(of.label ?? spec.flow, create) : create(of.name);
}
