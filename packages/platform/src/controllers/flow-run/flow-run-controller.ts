import { defined, findCondition, keyOf, rfc3339, STOP_ANNOTATION } from "@slipway/model";
import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import {
  type FlowRun,
  type FlowRunPhase,
  type FlowRunUsage,
  flowRunKind,
} from "@slipway/model/kinds/flow-run/index.ts";
import { LRUCache } from "lru-cache";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { sumCosts } from "#ledger/costs.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { triesAtOpen } from "#ledger/step-records.ts";
import { type Controller, controller, watching } from "#reconcile/controller.ts";
import { inSteps, type Step, type StepResult } from "#reconcile/in-steps.ts";
import { TerminalError, type Turn } from "#reconcile/reconciler.ts";
import { subjectOf } from "#runs/subject-of.ts";
import type { Runs } from "#runtimes/runs.ts";
import { cached } from "./cache/cached.ts";
import { Engine } from "./engine.ts";
import { knownBefore } from "./known-before.ts";
import { pinned } from "./pin.ts";
import { refusedFor } from "./pinned-result.ts";
import { poolWakes } from "./pools/pool-wakes.ts";
import { pooled } from "./pools/pooled.ts";
import { pooledTries } from "./pools/pooled-tries.ts";
import { stepRunName } from "./step-run.ts";
import { toldProblem } from "./told-values.ts";
import { Versions } from "./versions.ts";
import { approvals } from "./work/approve/approvals.ts";
import { flows } from "./work/flow/flows.ts";
import { type Ask, asking } from "./work/http/ask.ts";
import { notifications } from "./work/notify/notifications.ts";
import { type Post, posting } from "./work/notify/post.ts";
import { programs } from "./work/program.ts";
import { resources, resourceWakes } from "./work/resource/resources.ts";
import { waits } from "./work/wait/waits.ts";
import type { Works } from "./work/work-of.ts";
import { isRunOverdue, type Work, workOnSteps } from "./work-on-steps.ts";

/** Runs, and steps of all of them, that are kept in memory; others are read again when it is their turn. */
const MOST_ENGINES = 200;
const MOST_STEPS = 2_000_000;
const LOOK_AGAIN_MS = 5_000;
const GOING_MS = 500;
const AT_ONCE_MS = 1;

interface Parts {
  readonly artifacts: Artifacts;
  readonly runs: Runs;
  readonly ledger: Ledger;
  /** Absent: to webhooks that are not on this machine or its link. */
  readonly post?: Post;
  /** The same of URLs that steps wait for. */
  readonly ask?: Ask;
}

/** A pipeline's run from its beginning to its end: what is ready is begun, what has ended is written down, and all else follows. */
export function flowRunController(parts: Parts): Controller {
  const engines = new LRUCache<string, Engine>({
    max: MOST_ENGINES,
    maxSize: MOST_STEPS,
    sizeCalculation: ({ size }) => size,
  });
  const versions = new Versions(parts.ledger);
  const works: Works = {
    // What is taken from the cache needs no slot.
    run: cached(pooled(programs(parts)), parts),
    resource: pooled(resources(parts.ledger)),
    flow: pooled(flows(parts.ledger)),
    wait: pooled(waits(parts.ask ?? asking({ reachesLocal: false }))),
    approve: pooled(approvals),
    notify: pooled(notifications(parts.post ?? posting({ reachesLocal: false }))),
  };
  return controller<FlowRun>({
    name: "flow-run",
    reconciler: {
      kind: flowRunKind,
      reconcile: inSteps<FlowRun>([
        pinned({ versions, ledger: parts.ledger }),
        goOn(works, { ledger: parts.ledger, runs: parts.runs, versions, engines }),
      ]),
      finalizer: {
        name: "slipway.dev/flow-run",
        cleanUp: (run, turn) => {
          engines.delete(engineKey(run));
          return cleanUp(run, { ...parts, turn });
        },
      },
    },
    // A run may wait for its Flow.
    watches: [
      ...parts.runs.wakes(flowRunKind),
      ...resourceWakes,
      poolWakes,
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

interface Known {
  readonly ledger: Ledger;
  readonly runs: Runs;
  readonly versions: Versions;
  readonly engines: LRUCache<string, Engine>;
}

/** Another version of it would be another run. */
const engineKey = ({ metadata, status }: FlowRun): string => `${metadata.uid}/${status?.version}`;

function goOn(works: Works, known: Known): Step<FlowRun, "Finished"> {
  return {
    condition: "Finished",
    async run(run, turn) {
      if (isOver(run))
        return { condition: findCondition(run.status?.conditions, "Finished") ?? endCondition(run) };
      if (run.status?.version === undefined) return {};
      try {
        return await goOnWith(await engineOf(run, known, turn), { run, works, turn, ledger: known.ledger });
      } catch (error) {
        // What it has and what the ledger has may differ: whoever goes on reads it again.
        known.engines.delete(engineKey(run));
        if (!(error instanceof TerminalError)) throw error;
        return lost(run, { ...known, error, turn });
      }
    },
  };
}

async function goOnWith(
  engine: Engine,
  { ledger, ...work }: Pick<Work, "run" | "works" | "turn"> & { readonly ledger: Ledger },
): Promise<StepResult<FlowRun>> {
  const { run, turn } = work;
  const { timeoutSeconds } = engine.definition;
  const isLate = isRunOverdue(run, timeoutSeconds, turn.now);
  const isToEnd = isLate || run.metadata.annotations?.[STOP_ANNOTATION] !== undefined;
  const progress = await workOnSteps({ ...work, engine, isToEnd });
  const usage = engine.graph.end === undefined ? undefined : await sumCosts(ledger, subjectOf(run));
  const result = told(run, engine, { now: turn.now, isLate, news: progress.message, usage });
  if (!progress.isDone) return { ...result, recheckAfterMs: AT_ONCE_MS };
  const { recheckAfterMs } = result;
  if (recheckAfterMs === undefined) return result;
  return { ...result, recheckAfterMs: Math.min(recheckAfterMs, progress.lookAgainMs) };
}

/** The run as this process knows it, unless another one knows more of it. */
async function engineOf(run: FlowRun, known: Known, turn: Turn): Promise<Engine> {
  const key = engineKey(run);
  const cached = known.engines.get(key);
  if (cached !== undefined && cached.known >= knownBefore(run)) return cached;
  const engine = await openEngine(run, known, turn);
  known.engines.set(key, engine);
  return engine;
}

/** Nobody can go on with it: what it had begun ends, and then it does. */
async function lost(
  run: FlowRun,
  { error, turn, ...known }: Known & { readonly error: TerminalError; readonly turn: Turn },
): Promise<StepResult<FlowRun>> {
  const { condition, status } = refusedFor(error, turn.now);
  if ((await cleanUp(run, { ...known, turn })) !== "gone") return { condition, recheckAfterMs: GOING_MS };
  const steps = run.status?.steps && { ...run.status.steps, running: 0 };
  return { condition: { ...condition, status: "True" }, status: { ...status, ...defined({ steps }) } };
}

async function openEngine(run: FlowRun, { ledger, versions, runs }: Known, turn: Turn): Promise<Engine> {
  const { flowUID = "", version = "" } = run.status ?? {};
  const flow = { namespace: run.metadata.namespace ?? "", kind: "Flow", name: run.spec.flow, uid: flowUID };
  const compiled = await versions.of(run.spec.spin === undefined ? flow : subjectOf(run), version);
  const nameOf = (path: string, attempt: number): string => stepRunName(run, path, attempt);
  const engine = await Engine.open(compiled, {
    run,
    ledger,
    subject: subjectOf(run),
    nameOf,
  });
  if (engine.known < knownBefore(run))
    throw new TerminalError(
      "RecordsLost",
      "Records of its steps are gone, so that nobody knows which of them have run: begin another run",
    );
  const { namespace = "" } = run.metadata;
  for (const name of engine.lastEnded) await runs.remove({ name, namespace, owner: run }, turn.signal);
  return engine;
}

const PHASES = { success: "Succeeded", failed: "Failed", canceled: "Canceled" } as const satisfies Record<
  string,
  FlowRunPhase
>;

function told(
  run: FlowRun,
  engine: Engine,
  {
    now,
    isLate,
    news,
    usage,
  }: {
    readonly now: Date;
    readonly isLate: boolean;
    readonly news: string | undefined;
    readonly usage: readonly FlowRunUsage[] | undefined;
  },
): StepResult<FlowRun> {
  const { end } = engine.graph;
  const startTime = run.status?.startTime ?? rfc3339(now);
  if (end === undefined) {
    const message = news ?? `${engine.going.size} of its steps run`;
    return {
      condition: { status: "False", reason: "Running", message },
      status: {
        phase: "Running",
        message,
        startTime,
        steps: engine.counts,
        pools: pooledTries(engine.going.values(), now),
      },
      recheckAfterMs: engine.going.size === 0 ? GOING_MS : LOOK_AGAIN_MS,
    };
  }
  const { results = {} } = end;
  const problem = toldProblem(results);
  const isFailed = problem !== undefined || (isLate && end.state === "canceled");
  const phase = isFailed ? "Failed" : PHASES[end.state];
  const late = isLate ? `It took longer than ${engine.definition.timeoutSeconds} s` : undefined;
  const tooLarge = problem === undefined ? undefined : `Its results ${problem}`;
  const message =
    tooLarge ?? end.why ?? (phase === "Failed" ? (late ?? engine.firstFailure) : undefined) ?? WORDS[phase];
  const status = {
    phase,
    message,
    startTime,
    completionTime: rfc3339(now),
    steps: engine.counts,
    results: problem === undefined ? results : {},
    ...defined({ usage }),
  };
  return { condition: endCondition({ ...run, status }), status: { ...status, pools: undefined } };
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
  { runs, ledger, turn }: Pick<Parts, "runs" | "ledger"> & { readonly turn: Turn },
): Promise<"gone" | { readonly recheckAfterMs: number }> {
  if (isOver(run) || run.status?.version === undefined) return "gone";
  const open = await triesAtOpen(ledger, subjectOf(run));
  const removals = await Promise.all(
    open.map(({ run: name }) =>
      runs.remove({ name, namespace: run.metadata.namespace ?? "", owner: run }, turn.signal),
    ),
  );
  return removals.includes("going") ? { recheckAfterMs: GOING_MS } : "gone";
}
