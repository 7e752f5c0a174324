import type { CompiledFlow } from "./compiled.ts";
import type { Fan } from "./fan.ts";
import { EXIT, type PathPart, partsOf, type StepPath } from "./path.ts";
import type { IsLeft } from "./ready-queue.ts";
import type { Place, Scope } from "./scope.ts";
import { type Beginning, Unfolding } from "./unfolding.ts";
import type { ReadyStep, RunEnd, SettledStep, WorkEnd } from "./work.ts";

const NONE: IsLeft = () => false;

/**
 * Which of a run's steps are ready, by what has ended: who tells it all ends of work again, from wherever they were written down and in any order in which
 * they can have come, has the run as it was. Nothing here waits, or knows what time it is.
 */
export class RunGraph {
  readonly #most: number;
  readonly #run: Unfolding;
  #active = 0;

  constructor(flow: CompiledFlow, beginning: Beginning) {
    this.#most = flow.definition.maxActiveSteps ?? Number.POSITIVE_INFINITY;
    this.#run = new Unfolding(flow, beginning);
  }

  /** What has come of the run; undefined while it goes on. */
  get end(): RunEnd | undefined {
    return this.#run.end;
  }

  /** Steps that were taken and have not ended. */
  get active(): number {
    return this.#active;
  }

  /** Does so much of what there is to decide, in steps; answers whether all is decided. */
  advance(steps: number): boolean {
    return this.#run.advance(steps);
  }

  /** Steps that are to begin now, so many at most and none of those pools; they are running from here on. */
  take(most: number, isLeft: IsLeft = NONE): readonly ReadyStep[] {
    const taken: ReadyStep[] = [];
    while (taken.length < most && this.#active < this.#most) {
      const next = this.#run.begin(isLeft);
      if (next === undefined) break;
      taken.push(next);
      this.#active++;
    }
    return taken;
  }

  /** Work of that path was taken by somebody who knew the run before: it runs from here on. Undefined where the run has nothing of that path that is ready. */
  resume(path: StepPath): ReadyStep | undefined {
    const place = this.#find(path);
    const taken = place && this.#run.beginAt(place);
    if (taken !== undefined) this.#active++;
    return taken;
  }

  /** What has ended since it was asked last, in the order it did. */
  takeSettled(): readonly SettledStep[] {
    return this.#run.takeSettled();
  }

  /** Work has ended, whether or not it was taken here; told again it changes nothing. False where the run has nothing of that path that could end. */
  ended(path: StepPath, end: WorkEnd): boolean {
    const place = this.#find(path);
    const state = place && this.#run.stateOf(place);
    if (place === undefined || (state !== "ready" && state !== "running")) return false;
    if (state === "running") this.#active--;
    const { state: ended, ...told } = end;
    this.#run.over(place, ended, told);
    return true;
  }

  /** No step begins any more but teardowns of setups that have succeeded, and what runs on exit; those that run are whoever took them to end. */
  cancel(): void {
    this.#run.cancel();
  }

  /** The work of that path; undefined where there is none that can have begun. */
  #find(path: StepPath): Place | undefined {
    const parts = partsOf(path) ?? [];
    const { exit, main } = this.#run;
    let scope: Scope | undefined = parts[0]?.name === EXIT ? exit : main;
    const below = scope === exit ? parts.slice(1) : parts;
    for (const [depth, part] of below.entries()) {
      const place: Place | undefined = scope && this.#placeIn(scope, part);
      if (place === undefined) return undefined;
      if (depth === below.length - 1) return place.scope.step(place.index).body && place;
      scope = place.scope.innerOf(place.index, place.item);
    }
    return undefined;
  }

  #placeIn(scope: Scope, { name, item }: PathPart): Place | undefined {
    const index = scope.compiled.byName.get(name);
    if (index === undefined) return undefined;
    const fan = scope.fans.get(index);
    if (item === undefined) return fan === undefined ? { scope, index } : undefined;
    if (fan === undefined || item >= fan.items.length) return undefined;
    this.#beginUpTo(item, { scope, index, fan });
    return { scope, index, item };
  }

  /** Items begin in their order: those before it have begun as well. */
  #beginUpTo(
    item: number,
    { scope, index, fan }: { readonly scope: Scope; readonly index: number; readonly fan: Fan },
  ): void {
    while (fan.begun <= item) this.#run.enterBody({ scope, index, item: fan.begin() });
  }
}
