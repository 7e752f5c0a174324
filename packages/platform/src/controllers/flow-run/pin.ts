import { findCondition, rfc3339, STOP_ANNOTATION } from "@slipway/model";
import { currentVersion } from "@slipway/model/kinds/flow/current-version.ts";
import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import { type FlowRun, flowRunKind, slotOf, slotProblem } from "@slipway/model/kinds/flow-run/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { readStepEnds } from "#ledger/step-records.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { TerminalError, type Turn } from "#reconcile/reconciler.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { knownBefore } from "./known-before.ts";
import { type Pinned, refusedFor, runs, wait } from "./pinned-result.ts";
import { unservedIn } from "./refuse-unserved.ts";
import { parametersOf } from "./run-parameters.ts";
import { asSpun } from "./spin.ts";
import type { Versions } from "./versions.ts";
import { pinnedFlows } from "./work/flow/pinned-flows.ts";

/** Says once and for all what the run runs, with which parameters and for which slot. */
export function pinned(parts: {
  readonly versions: Versions;
  readonly ledger: Ledger;
}): Step<FlowRun, "Accepted"> {
  return {
    condition: "Accepted",
    async run(run, turn) {
      const { version, completionTime, conditions = [] } = run.status ?? {};
      if (version !== undefined) return { condition: runs(version) };
      if (completionTime !== undefined)
        return { condition: findCondition(conditions, "Accepted") ?? CANCELED };
      if (run.metadata.annotations?.[STOP_ANNOTATION] !== undefined) return canceled(turn.now);
      if (run.spec.suspend === true) return SUSPENDED;
      try {
        return onceStored(await pin(run, { ...parts, ...turn }));
      } catch (error) {
        if (!(error instanceof TerminalError)) throw error;
        return refusedFor(error, turn.now);
      }
    },
  };
}

type Parts = Pick<Turn, "store" | "now"> & { readonly versions: Versions; readonly ledger: Ledger };

async function pin(run: FlowRun, parts: Parts): Promise<Pinned> {
  const { store, versions, ledger } = parts;
  if (run.spec.spin !== undefined) return asSpun(run, parts);
  if (run.spec.retryOf === undefined) return asAsked(run, store, versions);
  const earlier = await earlierRun(run, store);
  if (typeof earlier === "string") return wait(earlier);
  await refuseForgotten(earlier, ledger);
  return asBefore(earlier);
}

/** Nothing begins before what the run runs is stored: whoever took it up then could find another version. */
const onceStored = (result: Pinned): Pinned =>
  result.status?.version === undefined ? result : { ...result, halt: true, recheckAfterMs: AT_ONCE_MS };

const AT_ONCE_MS = 1;

const CANCELED = { status: "False", reason: "Canceled", message: "Canceled before it had begun" } as const;

/** Nothing of it runs, so that nothing is torn down either. */
const canceled = (now: Date): Pinned => ({
  condition: CANCELED,
  status: { phase: "Canceled", message: CANCELED.message, completionTime: rfc3339(now) },
});

const SUSPENDED: Pinned = {
  condition: { status: "False", reason: "Suspended", message: "It begins once spec.suspend is not true" },
  status: { phase: "Pending", message: "It begins once spec.suspend is not true" },
};

async function asAsked(run: FlowRun, store: Turn["store"], versions: Versions): Promise<Pinned> {
  const { flow: name, version: asked, parameters = {} } = run.spec;
  const problem = slotProblem(run.spec);
  if (problem !== undefined) throw new TerminalError("InvalidSlot", problem);
  const flow = await store.get(flowKind, `${run.metadata.namespace ?? ""}/${name}`);
  if (flow === undefined) return wait(`Waiting for the flow ${name}, which is not there`);
  const current = currentVersion(flow);
  const version = asked ?? current;
  if (version === undefined || current === undefined)
    return wait(`Waiting for the flow ${name}, which cannot be run as it stands`);
  const compiled = await versions.of(subjectOf(flow), version);
  const unserved = unservedIn(compiled);
  if (unserved !== undefined) throw new TerminalError("NotServed", unserved);
  const values = parametersOf(compiled.definition, parameters);
  const flows = await pinnedFlows(run, compiled.definition, store);
  if (typeof flows === "string") return wait(flows);
  return {
    condition: runs(version),
    status: { version, flowUID: flow.metadata.uid ?? "", parameters: values, flows, slot: slotOf(run.spec) },
  };
}

/** The run that another one goes on from, or what is waited for. Throws a TerminalError where it can never do that. */
async function earlierRun({ spec, metadata }: FlowRun, store: Turn["store"]): Promise<FlowRun | string> {
  const { retryOf = "", flow, version, parameters, scheduledTime } = spec;
  const earlier = await store.get(flowRunKind, `${metadata.namespace ?? ""}/${retryOf}`);
  if (earlier === undefined) return `Waiting for the run ${retryOf}, which is not there`;
  const { status } = earlier;
  const isOther = earlier.spec.flow !== flow || (version !== undefined && version !== status?.version);
  if (isOther || parameters !== undefined || scheduledTime !== undefined)
    throw new TerminalError(
      "NotItsRetry",
      `It goes on from ${retryOf}, and so has its flow, its version, its parameters and its slot: leave parameters and version out, and scheduledTime, and name the flow ${earlier.spec.flow}`,
    );
  if (status?.completionTime === undefined) return `Waiting for the end of the run ${retryOf}`;
  if (status.version === undefined)
    throw new TerminalError(
      "NotItsRetry",
      `The run ${retryOf} has never begun: begin another run of ${flow}`,
    );
  if (earlier.spec.spin !== undefined)
    throw new TerminalError("NotItsRetry", `The run ${retryOf} is of one step alone: spin that again`);
  return earlier;
}

/** What succeeded in a run of which retention has taken the records would run again. */
async function refuseForgotten(earlier: FlowRun, ledger: Ledger): Promise<void> {
  const ends = await readStepEnds(ledger, subjectOf(earlier));
  if (ends.length >= knownBefore(earlier)) return;
  const { metadata, spec } = earlier;
  throw new TerminalError(
    "NotItsRetry",
    `Records of the steps of ${metadata.name} are gone, so that nobody knows what succeeded there: begin another run of ${spec.flow}`,
  );
}

function asBefore({ metadata, status = {} }: FlowRun): Pinned {
  const {
    version = "",
    flowUID = "",
    parameters = {},
    flows = {},
    firstTime = metadata.creationTimestamp ?? "",
    slot,
  } = status;
  return {
    condition: runs(version),
    status: { version, flowUID, parameters, flows, retryOfUID: metadata.uid ?? "", firstTime, slot },
  };
}
