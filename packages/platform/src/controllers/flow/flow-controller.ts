import { FlowProblems, readDefinition } from "@slipway/model/flows/index.ts";
import { type Flow, flowKind } from "@slipway/model/kinds/flow/index.ts";
import { keepVersion } from "#ledger/flow-versions.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { type Controller, controller } from "#reconcile/controller.ts";
import { inSteps, type Step } from "#reconcile/in-steps.ts";
import { TerminalError } from "#reconcile/reconciler.ts";
import { subjectOf } from "#runs/subject-of.ts";

/** Says whether a Flow can be run as it stands, and keeps each definition that it has had for the runs of it. */
export function flowController({ ledger }: { readonly ledger: Ledger }): Controller {
  return controller<Flow>({
    name: "flow",
    reconciler: { kind: flowKind, reconcile: inSteps<Flow>([readIt(ledger)]) },
    concurrency: { all: 2 },
  });
}

function readIt(ledger: Ledger): Step<Flow, "Ready"> {
  return {
    condition: "Ready",
    async run(flow, { now }) {
      const { steps, words } = read(flow);
      if (words !== undefined) throw new TerminalError("InvalidDefinition", words);
      const version = await keepVersion(ledger, subjectOf(flow), { definition: flow.spec, at: now });
      return {
        condition: { status: "True", reason: "Read", message: "It can be run" },
        status: { version, steps },
      };
    },
  };
}

function read({ spec }: Flow): { readonly steps: number; readonly words?: string } {
  try {
    return { steps: readDefinition(spec).count };
  } catch (error) {
    if (error instanceof FlowProblems) return { steps: 0, words: error.message };
    throw error;
  }
}
