import { defined, type RunRecord } from "@slipway/model";
import type { Step, StepCondition, StepResult } from "#reconcile/in-steps.ts";
import type { RunRef, RunSpec, Runs } from "#runtimes/runs.ts";
import { awaited } from "./awaited.ts";
import { billedShare } from "./billed-share.ts";
import type { CarriedTurn } from "./carried.ts";
import { memoryFactor } from "./memory-factor.ts";
import { orRefuse } from "./or-refuse.ts";
import { pauseBeforeTry, tryName } from "./retry.ts";
import { runName } from "./run-name.ts";
import { isOver, isToStop, type Running, recordOf, remember, runRef } from "./run-record.ts";

/** Nobody tells when what a run waits for to start is there at last. */
const WAITING_MS = 5_000;
const GOING_MS = 500;

const waiting = (message = ""): StepCondition => ({ status: "False", reason: "Waiting", message });

/** What waits to be started has nothing to be stopped: it is over as soon as somebody asks. */
function waitOn<R extends Running>(object: R, message: string, now: Date): StepResult<R> {
  if (isToStop(object)) return stoppedBefore(object, { what: "it began", launched: message, now });
  return {
    condition: waiting(message),
    status: remember(object, { phase: "pending", message }),
    recheckAfterMs: WAITING_MS,
  } as StepResult<R>;
}

function stoppedBefore<R extends Running>(
  object: R,
  { what, launched, now }: { readonly what: string; readonly launched: string; readonly now: Date },
): StepResult<R> {
  const { stop, spentSeconds, entered } = recordOf(object);
  const why =
    stop?.reason === "MaxWaitTimeExceeded"
      ? "Stopped, since it had waited as long as it may"
      : "Stopped as asked";
  const change: RunRecord = {
    phase: "stopped",
    message: `${why}, before ${what}`,
    ...(spentSeconds === undefined ? {} : { entered: { ...entered, stopped: now.toISOString() } }),
  };
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
  const launched = recordOf(object).message ?? "";
  return stoppedBefore(object, { what: "its next try", launched, now: turn.now });
}

/** A run as its object asks for it; whose it is, which try, and that try's name are added to it. */
export type AskedRun = Omit<RunSpec, "attempt" | "memoryFactor" | keyof RunRef>;

/** Starts the run once; its deterministic name makes a crash between starting and remembering harmless. */
export function launch<R extends Running>(
  runs: Runs,
  toRunSpec: (object: R, turn: CarriedTurn) => AskedRun | Promise<AskedRun>,
): Step<R, "Launched", CarriedTurn> {
  return {
    condition: "Launched",
    async run(object, turn) {
      const record = recordOf(object);
      if (record.run !== undefined) {
        return { condition: { status: "True", reason: "Started", message: `Run ${record.run} is started` } };
      }
      if (isOver(record)) return {};
      const { attempt = 1 } = record;
      const ref = runRef(object, tryName(runName(object), attempt));
      if (attempt > 1 && isToStop(object)) return stopBetweenTries(object, { runs, run: ref.name, turn });
      const pauseMs = pauseBeforeTry(record, turn.now);
      if (pauseMs > 0) return { condition: waiting(record.message), recheckAfterMs: pauseMs };
      const { runtime, wholeRequest } = await turn.abilities();
      const start = async (): Promise<AskedRun> => {
        const asked = await toRunSpec(object, turn);
        const memory = defined({ memoryFactor: memoryFactor(object) });
        await runs.start({ ...asked, ...memory, ...ref, attempt }, turn.signal);
        return asked;
      };
      const started = await orRefuse(start).catch(awaited);
      if ("waitingFor" in started) return waitOn(object, started.waitingFor, turn.now);
      // What goes out whole runs the image of the spec; which name stands for which image is known there.
      const image = wholeRequest ? undefined : started.image;
      turn.events.record(object, {
        type: "Normal",
        reason: "Started",
        message: `Started run ${ref.name}${image === undefined ? "" : ` of ${image}`}`,
      });
      return {
        condition: { status: "True", reason: "Started", message: `Run ${ref.name} is started` },
        status: remember(object, {
          run: ref.name,
          phase: "pending",
          runtime,
          ...defined({ image, billedShare: await billedShare(started, turn) }),
        }),
      };
    },
  };
}
