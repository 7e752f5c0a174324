import type { FlowDefinition, FlowStep } from "@slipway/model/flows/index.ts";
import { currentVersion } from "@slipway/model/kinds/flow/current-version.ts";
import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { refuseRecursion } from "./ancestry.ts";

/**
 * The versions that the flows which a definition's steps run have now, by name; a text says what is waited for. Names that expressions give are
 * known later. Throws a TerminalError where flows would run each other for ever.
 */
export async function pinnedFlows(
  run: FlowRun,
  { steps, onExit = [] }: FlowDefinition,
  store: Turn["store"],
): Promise<Readonly<Record<string, string>> | string> {
  const names = new Set(namedIn([...steps, ...onExit]));
  const versions: Record<string, string> = {};
  for (const name of names) {
    refuseRecursion(run, name);
    const flow = await store.get(flowKind, `${run.metadata.namespace ?? ""}/${name}`);
    if (flow === undefined) return `Waiting for the flow ${name}, which a step runs and which is not there`;
    const version = currentVersion(flow);
    if (version === undefined)
      return `Waiting for the flow ${name}, which a step runs and which cannot be run as it stands`;
    versions[name] = version;
  }
  return versions;
}

const namedIn = (steps: readonly FlowStep[]): readonly string[] =>
  steps.flatMap(({ flow, steps: inner = [] }) => [
    ...(flow === undefined || flow.version !== undefined || flow.name.includes("${{") ? [] : [flow.name]),
    ...namedIn(inner),
  ]);
