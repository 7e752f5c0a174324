import { isTrue } from "@slipway/model";
import {
  type FlowDefinition,
  FlowProblems,
  type Json,
  parametersFromValues,
} from "@slipway/model/flows/index.ts";
import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { TerminalError } from "#reconcile/reconciler.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { unservedIn } from "./refuse-unserved.ts";
import type { Versions } from "./versions.ts";

const WAITING_MS = 5_000;

/** Says once and for all what the run runs, and with which parameters. */
export function pinned(versions: Versions): Step<FlowRun, "Accepted"> {
  return {
    condition: "Accepted",
    async run(run, { store }) {
      const { flow: name, version: asked, parameters = {} } = run.spec;
      if (run.status?.version !== undefined)
        return { condition: { status: "True", reason: "Pinned", message: `It runs ${run.status.version}` } };
      const flow = await store.get(flowKind, `${run.metadata.namespace ?? ""}/${name}`);
      const wait = (message: string) => ({
        condition: { status: "False", reason: "Waiting", message } as const,
        status: { phase: "Pending", message } as const,
        recheckAfterMs: WAITING_MS,
      });
      if (flow === undefined) return wait(`Waiting for the flow ${name}, which is not there`);
      const version = asked ?? flow.status?.version;
      if (version === undefined || !isTrue(flow.status?.conditions, "Ready"))
        return wait(`Waiting for the flow ${name}, which cannot be run as it stands`);
      const compiled = await versions.of(subjectOf(flow), version);
      const unserved = unservedIn(compiled);
      if (unserved !== undefined) throw new TerminalError("NotServed", unserved);
      const values = parametersOf(compiled.definition, parameters);
      return {
        condition: { status: "True", reason: "Pinned", message: `It runs ${version}` },
        status: { version, flowUID: flow.metadata.uid ?? "", parameters: values },
      };
    },
  };
}

/** Throws a TerminalError with all that is wrong with them. */
function parametersOf(
  { parameters = [] }: FlowDefinition,
  given: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  try {
    return parametersFromValues(parameters, given);
  } catch (error) {
    throw error instanceof FlowProblems ? new TerminalError("InvalidParameters", error.message) : error;
  }
}
