import { childName, fnv1a } from "@slipway/model";
import type { Backfill, PinnedSchedule } from "@slipway/model/kinds/backfill/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import {
  BACKFILL_LABEL,
  BACKFILL_UID_LABEL,
  outcomeOf,
  SCHEDULE_LABEL,
  type Schedule,
  slotRun,
  slotRunName,
  timingOf,
} from "@slipway/model/kinds/schedule/index.ts";
import {
  type BackfillReason,
  type Calendar,
  decideBackfill,
  openCalendar,
  type Slot,
  slotsIn,
} from "@slipway/model/schedules/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { makeSlotRun } from "#runs/make-slot-run.ts";
import { bySlot, makerOf, slotRuns, withRetries } from "#runs/slot-runs.ts";
import type { Cached } from "#store/cache.ts";
import { rangeOf } from "./accepted.ts";
import type { Standing } from "./standing.ts";

/** Slots that are decided in one pass. */
const AT_ONCE = 200;

interface Parts {
  readonly backfill: Backfill;
  readonly schedule: Schedule;
  readonly pinned: PinnedSchedule;
  readonly runs: Cached<FlowRun>;
  readonly standing: Standing;
  readonly turn: Turn;
}

/** `more`: there is more to decide at once; `waiting`: a run has to end first; `done`: all slots are decided. */
export type WalkEnd = "more" | "waiting" | "done";

/** Goes on through a backfill's slots from the last one that was decided. */
export class Walk {
  cursor: string | undefined;
  created: number;
  readonly skipped: Partial<Record<BackfillReason, number>>;
  /** How many of its runs go on. */
  active: number;
  readonly #parts: Parts;
  readonly #calendar: Calendar;

  constructor(parts: Parts) {
    const { status } = parts.backfill;
    const timing = timingOf(parts.pinned);
    if (timing === undefined) throw new RangeError("it has no timing");
    this.#parts = parts;
    this.#calendar = openCalendar(timing);
    this.cursor = status?.cursor;
    this.created = status?.created ?? 0;
    this.skipped = { ...status?.skipped };
    this.active = parts.standing.active;
  }

  /** Throws ExpressionError where a parameter has no value. */
  async go(): Promise<WalkEnd> {
    let left = AT_ONCE;
    for (const slot of this.#slots()) {
      if (left-- === 0) return "more";
      if (!(await this.#take(slot))) return "waiting";
      this.cursor = slot.key;
    }
    return "done";
  }

  #slots(): Iterable<Slot> {
    const { backfill } = this.#parts;
    const { order = "OldestFirst" } = backfill.spec;
    const range = rangeOf(backfill);
    if (this.cursor === undefined) return slotsIn(this.#calendar, range, order);
    const at = new Date(this.cursor);
    const rest = order === "OldestFirst" ? { after: at } : { until: new Date(at.getTime() - 1) };
    return slotsIn(this.#calendar, { ...range, ...rest }, order);
  }

  /** Decides a slot, and answers false where it has to wait. */
  async #take(slot: Slot): Promise<boolean> {
    const { backfill, schedule, runs, turn } = this.#parts;
    const tries = withRetries(runs, runs.by(bySlot, slotRuns.of(schedule.metadata, slot.key)));
    // Made by this backfill before, by who did not come to write that down.
    if (tries.some((run) => makerOf(run) === backfill.metadata.uid)) {
      this.created += 1;
      return true;
    }
    const { reprocess } = backfill.spec;
    const decision = decideBackfill(slot, { reprocess, outcome: outcomeOf(tries), now: turn.now });
    if (decision.action === "skip") return this.#skip(decision.reason);
    if (this.#isToWait()) return false;
    return (await this.#make(slot, tries.length > 0)) ? true : this.#skip("RunActive");
  }

  #skip(reason: BackfillReason): true {
    this.skipped[reason] = (this.skipped[reason] ?? 0) + 1;
    return true;
  }

  #isToWait(): boolean {
    const { backfill, pinned, standing } = this.#parts;
    if (pinned.dependsOnPast !== true) return this.active >= (backfill.spec.maxActiveRuns ?? 1);
    return this.active > 0 || standing.failed > 0;
  }

  /** False where somebody else has made one meanwhile. */
  async #make(slot: Slot, isAgain: boolean): Promise<boolean> {
    const { backfill, schedule, pinned, turn } = this.#parts;
    const { name: own, uid = "" } = backfill.metadata;
    const name = slotRunName(schedule.metadata.name, slot);
    const run = slotRun({
      ...{ spec: pinned, slot, timeZone: this.#calendar.timeZone, owner: schedule },
      name: isAgain ? childName(name, fnv1a(uid)) : name,
      labels: {
        [SCHEDULE_LABEL]: schedule.metadata.name,
        [BACKFILL_LABEL]: own,
        [BACKFILL_UID_LABEL]: uid,
      },
    });
    if ((await makeSlotRun(run, turn)) === "another's") return false;
    this.created += 1;
    this.active += 1;
    return true;
  }
}
