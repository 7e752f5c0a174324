import type { RunFailure } from "@slipway/model";
import type { WorkEnd } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import type { Removal } from "#runtimes/removal.ts";
import type { Going } from "../engine.ts";

/** A try at a step's work, within a pass over its run. */
export interface Try {
  readonly run: FlowRun;
  readonly going: Going;
  readonly turn: Turn;
}

/** What has come of a try. */
export type TryState =
  /** `lookAgainMs`: how soon there may be something to see that wakes nobody; `message`: what people have to know of it. */
  | { readonly phase: "going"; readonly lookAgainMs?: number; readonly message?: string }
  | { readonly phase: "succeeded"; readonly gives: Pick<WorkEnd, "results" | "artifacts" | "why"> }
  | { readonly phase: "failed"; readonly failure: RunFailure }
  /** Somebody stopped it. */
  | { readonly phase: "stopped"; readonly message: string };

/**
 * What does the work of steps with one kind of body: programs, objects, runs of other flows, and whatever waits. A try has a name (`going.name`)
 * that is the same at every look, also of another process, which is killed between any two calls: each of them may come again.
 */
export interface StepWork {
  /** What has begun is looked at once more at once: it may be over, or have something to tell. */
  readonly isSoonSeen?: true;
  /**
   * Begins the try, once under its name; `waitingFor` says what has to be there first, and it is asked for again. Throws TerminalError for what can
   * never begin as it stands, which fails the step.
   */
  begin(one: Try): Promise<{ readonly waitingFor: string } | undefined>;
  /** Of a try that has begun. */
  look(one: Try): Promise<TryState>;
  /** Asks it to end; again, or of what is over, is fine. "stopped" where nothing of it goes on; else `look` tells when it is over. */
  stop(one: Try): Promise<"stopping" | "stopped">;
  /** Takes away what is left of a try that is over; "going" means ask again. */
  remove(one: Try): Promise<Removal>;
}
