import type { Json } from "../json.ts";
import { ownMember } from "../own-member.ts";
import { States, type StepEnd } from "./states.ts";
import type { Given } from "./work.ts";

/** A step with many items while it runs: a byte an item, and what its items have given where somebody reads it. */
export class Fan {
  readonly items: readonly Json[];
  readonly states: States;
  readonly given: (Given | undefined)[] | undefined;
  /** Items that have begun; they begin in their order. */
  begun = 0;
  active = 0;
  failed = 0;
  /** Items that somebody has stopped, or that were given up. */
  #canceled = 0;
  /** Of those that have failed: of something other than their program. */
  #errored = 0;
  #isGivenUp = false;
  readonly #most: number;
  readonly #tolerated: number;

  constructor(
    items: readonly Json[],
    how: {
      readonly most: number | undefined;
      readonly tolerated: number | undefined;
      readonly isRead: boolean;
    },
  ) {
    this.items = items;
    this.states = new States(items.length);
    this.#most = how.most ?? items.length;
    this.#tolerated = how.tolerated ?? 0;
    this.given = how.isRead ? [] : undefined;
  }

  /** No other item begins. Gives those that could have begun and have not, the first time. */
  giveUp(): readonly number[] {
    if (this.#isGivenUp) return [];
    this.#isGivenUp = true;
    return Array.from({ length: this.begun }, (_, item) => item).filter(
      (item) => this.states.of(item) === "ready",
    );
  }

  /** Whether another item may begin. */
  get hasRoom(): boolean {
    return this.begun < this.items.length && this.active < this.#most && !this.isLost && !this.#isGivenUp;
  }

  /** More items have failed or were canceled than may: no other begins. */
  get isLost(): boolean {
    return this.failed + this.#canceled > this.#tolerated;
  }

  get isOver(): boolean {
    return this.active === 0 && (this.isLost || this.#isGivenUp || this.begun === this.items.length);
  }

  /** The next item. */
  begin(): number {
    this.active++;
    return this.begun++;
  }

  /** False where the item has ended before. */
  end(item: number, end: StepEnd, given: Given): boolean {
    if (!this.states.set(item, end)) return false;
    this.active--;
    if (end === "failed" || end === "upstream_failed") this.failed++;
    if (end === "canceled") this.#canceled++;
    if (this.given !== undefined) this.given[item] = given;
    return true;
  }

  noteError(): void {
    this.#errored++;
  }

  get errored(): number {
    return this.#errored;
  }

  /** What its items have come to. */
  get verdict(): StepEnd {
    if (this.failed > this.#tolerated) return "failed";
    return this.isLost || this.#isGivenUp ? "canceled" : "success";
  }

  /** Lists by name, in the order of the items; null where an item gave none. */
  get lists(): Given | undefined {
    if (this.given === undefined) return undefined;
    const all = Array.from(this.items, (_, item) => this.given?.[item]);
    return {
      results: listsOf(all.map((one) => one?.results ?? {})),
      artifacts: listsOf(all.map((one) => one?.artifacts ?? {})),
    };
  }
}

function listsOf(all: readonly Readonly<Record<string, Json>>[]): Readonly<Record<string, Json>> {
  const names = new Set(all.flatMap((one) => Object.keys(one)));
  return Object.fromEntries([...names].map((name) => [name, all.map((one) => ownMember(one, name) ?? null)]));
}
