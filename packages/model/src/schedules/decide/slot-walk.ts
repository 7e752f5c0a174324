import type { Slot } from "../slots.ts";
import { decideSlot, type SlotDecision, type SlotSurroundings } from "./decide-slot.ts";
import type { ScheduleState } from "./schedule-state.ts";
import { type Skipped, skippedSlot } from "./skipped.ts";

/** Goes through the slots that wait and then through new ones, each finding what those before it left. */
export class SlotWalk {
  readonly start: { readonly slot: Slot; readonly replaces: readonly string[] }[] = [];
  readonly skipped: Skipped[] = [];
  readonly queue: Slot[] = [];
  /** Why the first one that waits does. */
  message: string | undefined;
  readonly #state: ScheduleState;
  #active: readonly string[];
  #previous: SlotSurroundings["previous"];

  constructor(state: ScheduleState) {
    this.#state = state;
    this.#active = state.active;
    this.#previous = state.previous;
  }

  /** The first new slot that has no room in the queue and must not be skipped; undefined where all are decided. */
  through(fresh: readonly Slot[]): Slot | undefined {
    // What waits already has its place, whatever the limit is by now.
    for (const slot of this.#state.queue) this.#take(slot, this.#decide(0));
    for (const slot of fresh) {
      const decision = this.#decide(this.queue.length);
      const isFull = decision.action === "skip" && decision.reason === "QueueFull";
      if (isFull && this.#state.policy.catchup === "all") return slot;
      this.#take(slot, decision);
    }
    return undefined;
  }

  #decide(queued: number): SlotDecision {
    const previous = this.#previous;
    const around = { active: this.#active, queued };
    return decideSlot(this.#state.policy, previous === undefined ? around : { ...around, previous });
  }

  #take(slot: Slot, decision: SlotDecision): void {
    if (decision.action === "skip") {
      this.skipped.push(skippedSlot(slot, decision.reason));
      return;
    }
    this.#previous = { key: slot.key, outcome: "Active" };
    if (decision.action === "wait") {
      this.queue.push(slot);
      this.message ??= decision.message;
      return;
    }
    this.start.push({ slot, replaces: decision.replaces });
    this.#active = [`the run of ${slot.key}`];
  }
}
