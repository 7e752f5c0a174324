import { defined, type RunRecord } from "@slipway/model";
import type { Step, StepCondition, StepResult } from "#reconcile/in-steps.ts";
import type { RunSpec, Runs } from "#runtimes/runs.ts";
import { awaited } from "./awaited.ts";
import type { CarriedTurn } from "./carried.ts";
import { orRefuse } from "./or-refuse.ts";
import { pauseBeforeTry, tryName } from "./retry.ts";
import { isOver, isToStop, type Running, recordOf, remember, runRef } from "./run-record.ts";

/** Nobody tells when what a run waits for to start is there at last. */
const WAITING_MS = 5_000;
const GOING_MS = 500;

const waiting = (message = ""): StepCondition => ({ status: "False", reason: "Waiting", message });

/** What waits to be started has nothing to be stopped: it is over as soon as somebody asks. */
function waitOn<R extends Running>(object: R, message: string): StepResult<R> {
  if (isToStop(object)) return stoppedBefore(object, "it began", message);
  return {
    condition: waiting(message),
    status: remember(object, { phase: "pending", message }),
    recheckAfterMs: WAITING_MS,
  } as StepResult<R>;
}

function stoppedBefore<R extends Running>(object: R, what: string, launched: string): StepResult<R> {
  const change: RunRecord = { phase: "stopped", message: `Stopped as asked, before ${what}` };
  return {
    condition: waiting(launched),
    status: remember(object, change),
    recheckAfterMs: WAITING_MS,
  } as StepResult<R>;
}

/** A job that is asked to stop between two tries begins no other; one that a crash has left unremembered goes first. */
async function stopBetweenTries<R extends Running>(
  object: R,
  { runs, run, turn }: { readonly runs: Runs; readonly run: string; readonly turn: CarriedTurn },
): Promise<StepResult<R>> {
  const removal = await runs.remove(runRef(object, run), turn.signal);
  if (removal === "going") return { condition: waiting(recordOf(object).message), recheckAfterMs: GOING_MS };
  return stoppedBefore(object, "its next try", recordOf(object).message ?? "");
}

/** A run as its object asks for it; which try it is, and that try's name, are added to it. */
export type AskedRun = Omit<RunSpec, "attempt">;

/** Starts the run once; its deterministic name makes a crash between starting and remembering harmless. */
export function launch<R extends Running>(
  runs: Runs,
  toRunSpec: (object: R) => AskedRun,
): Step<R, "Launched", CarriedTurn> {
  return {
    condition: "Launched",
    async run(object, turn) {
      const record = recordOf(object);
      if (record.run !== undefined) {
        return { condition: { status: "True", reason: "Started", message: `Run ${record.run} is started` } };
      }
      if (isOver(record)) return {};
      const asked = toRunSpec(object);
      const { attempt = 1 } = record;
      const spec = { ...asked, attempt, name: tryName(asked.name, attempt) };
      if (attempt > 1 && isToStop(object)) return stopBetweenTries(object, { runs, run: spec.name, turn });
      const pauseMs = pauseBeforeTry(record, turn.now);
      if (pauseMs > 0) return { condition: waiting(record.message), recheckAfterMs: pauseMs };
      const { runtime, wholeRequest } = await turn.abilities();
      // What goes out whole runs the image of the spec; which name stands for which image is known there.
      const image = wholeRequest ? undefined : spec.image;
      const started = await orRefuse(() => runs.start(spec, turn.signal)).catch(awaited);
      if (started !== undefined) return waitOn(object, started.waitingFor);
      turn.events.record(object, {
        type: "Normal",
        reason: "Started",
        message: `Started run ${spec.name}${image === undefined ? "" : ` of ${image}`}`,
      });
      return {
        condition: { status: "True", reason: "Started", message: `Run ${spec.name} is started` },
        status: remember(object, {
          run: spec.name,
          phase: "pending",
          runtime,
          ...defined({ image }),
        }),
      };
    },
  };
}
