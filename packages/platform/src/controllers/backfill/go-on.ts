import { rfc3339, STOP_ANNOTATION } from "@slipway/model";
import { ExpressionError } from "@slipway/model/flows/expressions/expression-error.ts";
import type { Backfill, BackfillStatus } from "@slipway/model/kinds/backfill/index.ts";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { scheduleKind } from "@slipway/model/kinds/schedule/index.ts";
import type { Step, StepResult } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { askToStop } from "#runs/ask-to-stop.ts";
import { type Standing, standingOf } from "./standing.ts";
import { Walk, type WalkEnd } from "./walk.ts";

const LOOK_AGAIN_MS = 60_000;
const AT_ONCE_MS = 1;

/** Makes the runs that are to be made, as long as there is room for them, until all are over. */
export const goOn: Step<Backfill, "Finished"> = {
  condition: "Finished",
  async run(backfill, turn) {
    const { status = {}, metadata, spec } = backfill;
    const { pinned, phase = "Pending", message = "", completionTime } = status;
    if (completionTime !== undefined) return { condition: { status: "True", reason: phase, message } };
    if (pinned === undefined) return {};
    const runs = await turn.cache.of(flowRunKind, turn.signal);
    const standing = standingOf(runs, metadata.uid ?? "");
    const isCanceled = metadata.annotations?.[STOP_ANNOTATION] !== undefined;
    if (isCanceled) return canceled(standing, turn);
    if (spec.suspend === true) return paused(backfill, standing);
    const schedule = await turn.store.get(scheduleKind, `${metadata.namespace ?? ""}/${spec.schedule}`);
    if (schedule?.metadata.uid !== status.scheduleUID || schedule === undefined)
      return ended("Failed", { message: `The schedule ${spec.schedule} is gone`, standing, turn });
    const walk = new Walk({ backfill, schedule, pinned, runs, standing, turn });
    try {
      const end = await walk.go();
      return walk.active === 0 && end === "done"
        ? allDone(walk, { standing, turn })
        : going(walk, { end, standing, total: status.total ?? 0 });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return ended("Failed", { message: `A parameter ${error.message}`, standing, turn });
    }
  },
};

/** What was decided stays so: it goes on from there. */
function paused({ spec, status }: Backfill, standing: Standing): StepResult<Backfill> {
  const { suspendReason: why = "no reason is given" } = spec;
  const left = Object.values(status?.skipped ?? {}).reduce((sum, count) => sum + count, 0);
  const done = (status?.created ?? 0) + left - standing.active;
  const message = `It is paused: ${why}; ${done} of ${status?.total ?? 0} slots are done, ${standing.active} run`;
  return {
    condition: { status: "False", reason: "Suspended", message },
    status: { phase: "Running", message, ...countsOf(standing) },
    recheckAfterMs: LOOK_AGAIN_MS,
  };
}

async function canceled(standing: Standing, turn: Turn): Promise<StepResult<Backfill>> {
  for (const run of standing.running) await askToStop(run, turn);
  if (standing.active === 0) return ended("Canceled", { message: "Canceled as asked", standing, turn });
  const message = `Canceled as asked; ${standing.active} of its runs are ending`;
  return {
    condition: { status: "False", reason: "Stopping", message },
    status: { phase: "Running", message, ...countsOf(standing) },
    recheckAfterMs: LOOK_AGAIN_MS,
  };
}

function allDone(
  walk: Walk,
  { standing, turn }: { readonly standing: Standing; readonly turn: Turn },
): StepResult<Backfill> {
  const { succeeded, failed } = standing;
  const skipped = skippedBy(walk);
  const message = `${succeeded} runs succeeded, ${failed} failed, ${skipped} slots were left out`;
  const end = ended(failed > 0 ? "Failed" : "Succeeded", { message, standing, turn });
  return { ...end, status: { ...end.status, ...progressOf(walk), total: walk.created + skipped } };
}

function ended(
  phase: "Succeeded" | "Failed" | "Canceled",
  { message, standing, turn }: { readonly message: string; readonly standing: Standing; readonly turn: Turn },
): StepResult<Backfill> {
  return {
    condition: { status: "True", reason: phase, message },
    status: { phase, message, completionTime: rfc3339(turn.now), ...countsOf(standing) },
  };
}

function going(
  walk: Walk,
  { end, standing, total }: { readonly end: WalkEnd; readonly standing: Standing; readonly total: number },
): StepResult<Backfill> {
  const decided = walk.created + skippedBy(walk);
  const held = standing.firstFailed?.spec.scheduledTime;
  const message =
    end === "waiting" && walk.active === 0 && held !== undefined
      ? `It waits because the run of ${held} failed and dependsOnPast is set: retry that run, or delete it`
      : `${decided - walk.active} of ${total} slots are done, ${walk.active} run`;
  return {
    condition: { status: "False", reason: "Running", message },
    status: { phase: "Running", message, ...countsOf(standing), active: walk.active, ...progressOf(walk) },
    recheckAfterMs: end === "more" ? AT_ONCE_MS : LOOK_AGAIN_MS,
  };
}

const skippedBy = ({ skipped }: Walk): number =>
  Object.values(skipped).reduce((sum, count) => sum + count, 0);

const countsOf = ({ active, succeeded, failed }: Standing) => ({ active, succeeded, failed });

function progressOf({
  cursor,
  created,
  skipped,
}: Walk): Pick<BackfillStatus, "cursor" | "created" | "skipped"> {
  return { created, skipped, ...(cursor === undefined ? {} : { cursor }) };
}
