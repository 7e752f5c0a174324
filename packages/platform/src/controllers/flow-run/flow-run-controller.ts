import { isEnd, keyOf, rfc3339, STOP_ANNOTATION } from "@slipway/model";
import { readDefinition, type WorkEnd } from "@slipway/model/flows/index.ts";
import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import { type FlowRun, type FlowRunPhase, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { LRUCache } from "lru-cache";
import { readVersion } from "#ledger/flow-versions.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { openTries } from "#ledger/step-records.ts";
import { type Controller, controller, watching } from "#reconcile/controller.ts";
import { inSteps, type Step, type StepResult } from "#reconcile/in-steps.ts";
import { TerminalError, type Turn } from "#reconcile/reconciler.ts";
import { subjectOf } from "#runs/subject-of.ts";
import type { RunRef, RunState, Runs } from "#runtimes/runs.ts";
import { Engine, type Going } from "./engine.ts";
import { pinned } from "./pin.ts";
import { resultsOf, stepRunName, stepRunSpec } from "./step-run.ts";

/** Runs that go on at once and are kept in memory; others are read again when it is their turn. */
const MOST_ENGINES = 200;
/** Of steps of one run that run at once, where the flow says no number. */
const MOST_ACTIVE = 100;
const LOOK_AGAIN_MS = 5_000;
const GOING_MS = 500;
const AT_ONCE_MS = 1;

interface Parts {
  readonly runs: Runs;
  readonly ledger: Ledger;
}

/** A pipeline's run from its beginning to its end: what is ready is begun, what has ended is written down, and all else follows. */
export function flowRunController(parts: Parts): Controller {
  const engines = new LRUCache<string, Engine>({ max: MOST_ENGINES });
  return controller<FlowRun>({
    name: "flow-run",
    reconciler: {
      kind: flowRunKind,
      reconcile: inSteps<FlowRun>([pinned(parts.ledger), goOn(parts, engines)]),
      finalizer: {
        name: "slipway.dev/flow-run",
        cleanUp: (run, turn) => {
          engines.delete(run.metadata.uid ?? "");
          return cleanUp(run, { ...parts, turn });
        },
      },
    },
    // A run may wait for its Flow.
    watches: [
      ...parts.runs.wakes(flowRunKind),
      watching(flowKind, async (flow, { cache }) =>
        [...(await cache.of(flowRunKind)).values()]
          .filter((run) => run.status?.version === undefined && isOf(run, flow))
          .map(keyOf),
      ),
    ],
    settled: (run) => isOver(run),
  });
}

const isOf = (run: FlowRun, { metadata }: { readonly metadata: FlowRun["metadata"] }): boolean =>
  run.spec.flow === metadata.name && run.metadata.namespace === metadata.namespace;

const isOver = ({ status }: FlowRun): boolean => status?.completionTime !== undefined;

type Engines = LRUCache<string, Engine>;

function goOn(parts: Parts, engines: Engines): Step<FlowRun, "Finished"> {
  return {
    condition: "Finished",
    async run(run, turn) {
      if (isOver(run)) return { condition: endCondition(run) };
      if (run.status?.version === undefined) return {};
      const uid = run.metadata.uid ?? "";
      const engine = engines.get(uid) ?? (await openEngine(run, parts.ledger));
      engines.set(uid, engine);
      let isDone: boolean;
      try {
        isDone = await advance(run, engine, { ...parts, turn });
      } catch (error) {
        // What it has and what the ledger has may differ: whoever goes on reads it again.
        engines.delete(uid);
        throw error;
      }
      const result = told(run, engine, turn);
      return isDone ? result : { ...result, recheckAfterMs: AT_ONCE_MS };
    },
  };
}

async function openEngine(run: FlowRun, ledger: Ledger): Promise<Engine> {
  const { flowUID = "", version = "" } = run.status ?? {};
  const flow = { namespace: run.metadata.namespace ?? "", kind: "Flow", name: run.spec.flow, uid: flowUID };
  const definition = await readVersion(ledger, flow, version);
  if (definition === undefined)
    throw new TerminalError("NoSuchVersion", `the flow ${run.spec.flow} has no version ${version}`);
  return Engine.open(readDefinition(definition), { run, ledger, subject: subjectOf(run) });
}

type Tools = Parts & { readonly turn: Turn };

/** Answers whether all was done that there is to do by now. */
async function advance(run: FlowRun, engine: Engine, tools: Tools): Promise<boolean> {
  const isToStop = run.metadata.annotations?.[STOP_ANNOTATION] !== undefined;
  if (isToStop) engine.graph.cancel();
  // What another process has begun is taken up before it is looked at.
  if (!(await begin(run, engine, tools))) return false;
  for (const going of [...engine.going.values()]) await follow(run, going, { ...tools, engine, isToStop });
  return begin(run, engine, tools);
}

async function begin(run: FlowRun, engine: Engine, { runs, turn }: Tools): Promise<boolean> {
  const nameOf = (path: string, attempt: number): string => stepRunName(run, path, attempt);
  for (;;) {
    const isDone = await engine.decide(turn.now);
    const taken = await engine.take(MOST_ACTIVE - engine.going.size, { now: turn.now, nameOf });
    for (const { step, name, attempt } of taken)
      await runs.start(stepRunSpec(run, step, { name, attempt }), turn.signal);
    if (!isDone || taken.length === 0) return isDone;
  }
}

async function follow(
  run: FlowRun,
  { step, name }: Going,
  { runs, engine, isToStop, turn }: Tools & { readonly engine: Engine; readonly isToStop: boolean },
): Promise<void> {
  const ref: RunRef = { name, namespace: run.metadata.namespace ?? "", owner: run };
  const state = await runs.observe(ref, turn.signal);
  if (isEnd(state.phase) || state.phase === "gone") {
    await engine.ended(step.path, endOf(step.step.run ?? {}, state), turn.now);
    await runs.remove(ref, turn.signal);
  } else if (isToStop && step.step.teardownOf === undefined && !step.path.startsWith("onExit."))
    await runs.stop(ref, turn.signal);
}

function endOf(body: Parameters<typeof resultsOf>[0], state: RunState): WorkEnd {
  const { phase, failure, message, results } = state;
  if (phase === "succeeded") return { state: "success", results: resultsOf(body, results?.facts ?? {}) };
  if (phase === "stopped") return { state: "canceled", why: message };
  return { state: "failed", why: failure?.message ?? message };
}

const PHASES = { success: "Succeeded", failed: "Failed", canceled: "Canceled" } as const satisfies Record<
  string,
  FlowRunPhase
>;

function told(run: FlowRun, engine: Engine, { now }: Turn): StepResult<FlowRun> {
  const { end } = engine.graph;
  const startTime = run.status?.startTime ?? rfc3339(now);
  if (end === undefined) {
    const message = `${engine.going.size} of its steps run`;
    return {
      condition: { status: "False", reason: "Running", message },
      status: { phase: "Running", message, startTime, steps: engine.counts },
      recheckAfterMs: engine.going.size === 0 ? GOING_MS : LOOK_AGAIN_MS,
    };
  }
  const phase = PHASES[end.state];
  const message = end.why ?? (phase === "Failed" ? engine.firstFailure : undefined) ?? WORDS[phase];
  const status = {
    phase,
    message,
    startTime,
    completionTime: rfc3339(now),
    steps: engine.counts,
    results: end.results ?? {},
  };
  return { condition: endCondition({ ...run, status }), status };
}

const WORDS = {
  Succeeded: "All of its steps are done",
  Failed: "A step has failed",
  Canceled: "Canceled as asked",
};

function endCondition({ status }: FlowRun): NonNullable<StepResult<FlowRun>["condition"]> {
  const { phase = "Pending", message = "" } = status ?? {};
  return { status: "True", reason: phase, message };
}

/** Work of a run that is deleted ends, and nothing is torn down: whoever wants that cancels it first. */
async function cleanUp(
  run: FlowRun,
  { runs, ledger, turn }: Tools,
): Promise<"gone" | { readonly recheckAfterMs: number }> {
  if (isOver(run) || run.status?.version === undefined) return "gone";
  const open = await openTries(ledger, subjectOf(run));
  const removals = await Promise.all(
    open.map(({ run: name }) =>
      runs.remove({ name, namespace: run.metadata.namespace ?? "", owner: run }, turn.signal),
    ),
  );
  return removals.includes("going") ? { recheckAfterMs: GOING_MS } : "gone";
}
