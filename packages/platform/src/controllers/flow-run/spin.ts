import {
  CannotSpin,
  type CompiledFlow,
  type FlowDefinition,
  FlowProblems,
  type Json,
  readDefinition,
  spunFlow,
  valuesKnownTo,
} from "@slipway/model/flows/index.ts";
import { type FlowRun, type FlowRunSpin, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { runFacts } from "@slipway/model/kinds/flow-run/run-facts.ts";
import { keepVersion } from "#ledger/flow-versions.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { readStepEnds } from "#ledger/step-records.ts";
import { TerminalError, type Turn } from "#reconcile/reconciler.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { type Pinned, runs, wait } from "./pinned-result.ts";
import { unservedIn } from "./refuse-unserved.ts";
import { parametersOf } from "./run-parameters.ts";
import type { Versions } from "./versions.ts";
import { pinnedFlows } from "./work/flow/pinned-flows.ts";

interface Parts {
  readonly store: Turn["store"];
  readonly versions: Versions;
  readonly ledger: Ledger;
  readonly now: Date;
}

const REASON = "CannotSpin";

/**
 * What a run of one step alone runs: that step without expressions, as the other run's records give their values by now. It is kept among the
 * run's own records, and is no version of its Flow. Throws a TerminalError where it can never do that.
 */
export async function asSpun(run: FlowRun, parts: Parts): Promise<Pinned> {
  const { spin } = run.spec;
  if (spin === undefined) throw new Error(`${run.metadata.name} spins nothing`);
  refuseOthers(run);
  const earlier = await spunRun(run, spin, parts.store);
  const flow = await flowOf(earlier, spin, parts.versions);
  const parameters = parametersOf(flow.definition, {
    ...valuesKnownTo(flow.definition, earlier.status?.parameters ?? {}),
    ...run.spec.parameters,
  });
  const definition = await oneStep(run, { earlier, flow, parameters }, parts.ledger);
  const flows = await pinnedFlows(run, definition, parts.store);
  if (typeof flows === "string") return wait(flows);
  const version = await keepVersion(parts.ledger, subjectOf(run), { definition, at: parts.now });
  const flowUID = earlier.status?.flowUID ?? "";
  return { condition: runs(version), status: { version, flowUID, parameters, flows } };
}

function refuseOthers({ spec }: FlowRun): void {
  const other = (["version", "retryOf", "scheduledTime"] as const).find((field) => spec[field] !== undefined);
  if (other === undefined) return;
  throw new TerminalError(
    REASON,
    `A run of one step alone has what it runs from spin.run: leave ${other} out, or spin`,
  );
}

async function spunRun(
  { spec, metadata }: FlowRun,
  { run: name }: FlowRunSpin,
  store: Turn["store"],
): Promise<FlowRun> {
  const earlier = await store.get(flowRunKind, `${metadata.namespace ?? ""}/${name}`);
  if (earlier === undefined) throw new TerminalError(REASON, `There is no run ${name}`);
  if (earlier.spec.flow !== spec.flow)
    throw new TerminalError(REASON, `${name} is a run of the flow ${earlier.spec.flow}, not of ${spec.flow}`);
  if (earlier.spec.spin !== undefined)
    throw new TerminalError(REASON, `${name} is of one step alone: name ${earlier.spec.spin.run}`);
  if (earlier.status?.version === undefined) throw new TerminalError(REASON, `${name} has not begun`);
  return earlier;
}

/** Throws a TerminalError with all that is wrong with a definition that somebody gives. */
async function flowOf(
  { metadata, spec, status }: FlowRun,
  { definition }: FlowRunSpin,
  versions: Versions,
): Promise<CompiledFlow> {
  if (definition === undefined) {
    const { flowUID: uid = "", version = "" } = status ?? {};
    const { namespace = "" } = metadata;
    return versions.of({ namespace, kind: "Flow", name: spec.flow, uid }, version);
  }
  try {
    return readDefinition(definition);
  } catch (error) {
    throw error instanceof FlowProblems ? new TerminalError(REASON, error.message) : error;
  }
}

async function oneStep(
  run: FlowRun,
  {
    earlier,
    flow,
    parameters,
  }: {
    readonly earlier: FlowRun;
    readonly flow: CompiledFlow;
    readonly parameters: Readonly<Record<string, Json>>;
  },
  ledger: Ledger,
): Promise<FlowDefinition> {
  const { run: of = "", step: path = "" } = run.spec.spin ?? {};
  const { metadata, status = {} } = earlier;
  const { firstTime = metadata.creationTimestamp ?? "", slot } = status;
  // What it writes is its own, so that it bears its own name; its day is the other run's.
  const facts = runFacts({ ...run, status: { firstTime, ...(slot === undefined ? {} : { slot }) } });
  const ends = await readStepEnds(ledger, subjectOf(earlier));
  try {
    const definition = spunFlow(flow, { path, of, ends, parameters, run: facts });
    const unserved = unservedIn(readDefinition(definition));
    if (unserved !== undefined) throw new TerminalError("NotServed", unserved);
    return definition;
  } catch (error) {
    if (error instanceof CannotSpin || error instanceof FlowProblems)
      throw new TerminalError(REASON, error.message);
    throw error;
  }
}
