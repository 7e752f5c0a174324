import type { Calendar } from "../calendar.ts";
import type { SlotOutcome } from "../decide/decide-slot.ts";
import { type Order, type Slot, slotsIn } from "../slots.ts";
import { type BackfillDecision, decideBackfill, type Reprocess } from "./decide-backfill.ts";

export interface BackfillQuestion {
  /** Both inclusive. */
  readonly from: Date;
  readonly to: Date;
  readonly order?: Order | undefined;
  readonly reprocess?: Reprocess | undefined;
  readonly now: Date;
  /** How a slot stands by all runs of it; undefined where it has none. */
  readonly outcomeOf: (key: string) => SlotOutcome | undefined;
}

export interface PreviewedSlot extends BackfillDecision {
  readonly slot: Slot;
}

/** What becomes of each slot of a range, one at a time as it is asked for: what a backfill would do now, as far as nothing changes meanwhile. */
export function* previewBackfill(calendar: Calendar, question: BackfillQuestion): Generator<PreviewedSlot> {
  const { from, to, order = "OldestFirst", reprocess, now, outcomeOf } = question;
  for (const slot of slotsIn(calendar, { after: new Date(from.getTime() - 1), until: to }, order))
    yield { slot, ...decideBackfill(slot, { reprocess, outcome: outcomeOf(slot.key), now }) };
}
