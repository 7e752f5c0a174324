import type { SlotOutcome } from "../decide/decide-slot.ts";
import type { Slot } from "../slots.ts";

/**
 * Which slots of a range get a run: those that have none (`Missing`); those too whose runs failed (`Failed`); all but those whose run goes on
 * (`All`). Airflow's `--reprocess-behavior none`, `failed` and `completed`.
 */
export type Reprocess = "Missing" | "Failed" | "All";

const MESSAGES = {
  NoRun: "it has no run",
  RunFailed: "its run failed",
  RunSucceeded: "its run succeeded",
  RunActive: "its run goes on",
  NotDue: "it is not due yet, and the schedule starts it then",
} as const;

export type BackfillReason = keyof typeof MESSAGES;

export interface BackfillDecision {
  readonly action: "create" | "skip";
  readonly reason: BackfillReason;
  /** How the slot stands, to go on from "since". */
  readonly message: string;
}

/** Whether a slot of a backfill gets a run, and why. `outcome` is undefined where it has none. */
export function decideBackfill(
  { startAfter }: Pick<Slot, "startAfter">,
  {
    reprocess = "Missing",
    outcome,
    now,
  }: {
    readonly reprocess?: Reprocess | undefined;
    readonly outcome: SlotOutcome | undefined;
    readonly now: Date;
  },
): BackfillDecision {
  if (startAfter > now) return decided("skip", "NotDue");
  if (outcome === undefined) return decided("create", "NoRun");
  if (outcome === "Active") return decided("skip", "RunActive");
  if (outcome === "Failed") return decided(reprocess === "Missing" ? "skip" : "create", "RunFailed");
  return decided(reprocess === "All" ? "create" : "skip", "RunSucceeded");
}

const decided = (action: BackfillDecision["action"], reason: BackfillReason): BackfillDecision => ({
  action,
  reason,
  message: MESSAGES[reason],
});
