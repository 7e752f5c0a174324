import { apiVersionOf, controlledBy, defined, type Resource } from "@slipway/model";
import type { FlowBody } from "@slipway/model/flows/index.ts";
import { flowRunFacts } from "@slipway/model/kinds/flow-run/facts.ts";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { withCosts } from "../../costs/made-costs.ts";
import { creation } from "../resource/create.ts";
import { marksOf } from "../resource/marks.ts";
import { inheritedFrom, type Wanted } from "../resource/wanted.ts";
import type { StepWork, Try } from "../step-work.ts";
import { refuseRecursion } from "./ancestry.ts";

/** Runs of other flows, each owned by the run that it is in. */
export const flows = (ledger: Ledger): StepWork =>
  withCosts(
    creation(wantedBy, (run: Resource) => (run as FlowRun).status?.results ?? {}),
    { ledger, madeBy: wantedBy },
  );

function wantedBy({ run, going }: Try): Wanted {
  const { name: flow, version: asked, parameters } = going.step.body as unknown as FlowBody;
  refuseRecursion(run, flow);
  const { namespace = "" } = run.metadata;
  const version = asked ?? run.status?.flows?.[flow];
  const object: FlowRun = {
    apiVersion: apiVersionOf(flowRunKind) as FlowRun["apiVersion"],
    kind: "FlowRun",
    metadata: {
      name: going.name,
      namespace,
      annotations: { ...inheritedFrom(run), ...marksOf(run, going) },
      ownerReferences: [controlledBy(run)],
    },
    spec: { flow, ...slotFor(run), ...defined({ version, parameters }) },
  };
  const key = `${namespace}/${going.name}` as const;
  return { action: "create", facts: flowRunFacts as Wanted["facts"], kind: flowRunKind, key, object };
}

/** The day of the inner run is that of the outer one. */
function slotFor({ metadata, spec, status }: FlowRun): Pick<FlowRun["spec"], "scheduledTime" | "timeZone"> {
  const made = status?.firstTime ?? metadata.creationTimestamp;
  return defined({ scheduledTime: status?.slot?.scheduledTime ?? made, timeZone: spec.timeZone });
}
