import { defined } from "../../defined.ts";
import type { Context, Expression } from "../expressions/expression.ts";
import { ExpressionError } from "../expressions/expression-error.ts";
import type { Resolvable } from "../expressions/resolvable.ts";
import type { Json } from "../json.ts";
import { DEFAULT_TRIGGER_RULE, type Gate, judgeDepends, judgeStep, type Verdict } from "../rules/index.ts";
import type { CompiledFlow, CompiledResult } from "./compiled.ts";
import { contextFor, factOf, type ItemPlace, type RunFacts } from "./context.ts";
import { Fan } from "./fan.ts";
import { Fifo } from "./fifo.ts";
import { outcomeOf } from "./outcome-of.ts";
import { ownPaths } from "./own-paths.ts";
import { EXIT, type StepPath } from "./path.ts";
import { type IsLeft, ReadyQueue } from "./ready-queue.ts";
import { type Place, Scope } from "./scope.ts";
import { isStepEnd, type StepEnd, type StepState } from "./states.ts";
import type { Given, ReadyStep, RunEnd, SettledStep, Told } from "./work.ts";

/** Items of one step, at most. */
const MOST_ITEMS = 1_000_000;
const TEARDOWN_RULE = "all_done_setup_success";

/** What a run begins with. */
export interface Beginning {
  readonly parameters: Readonly<Record<string, Json>>;
  /**
   * What expressions see as `run`, beside its `state` on exit: `name`, `namespace`, `flow` and `startTime`; `scheduledTime`, the instant of its slot (RFC 3339,
   * UTC), or that at which somebody started it; and `date`, the day of that in the schedule's zone, or in UTC.
   */
  readonly run: Readonly<Record<string, Json>>;
  /**
   * Of a run that has gone on before: how steps without work were told to have ended. `all_success` makes `skipped` or `upstream_failed` of a skip and a
   * failure by which came first.
   */
  readonly recorded?: ReadonlyMap<StepPath, StepEnd>;
}

/** What is told of an end, and of what others only ask in `depends`. */
interface Ending extends Told {
  /** What comes before it did not let it run. */
  readonly isOmitted?: boolean;
}

/** A run's steps as they become ready, repeat themselves and end. */
export class Unfolding {
  readonly main: Scope;
  readonly #flow: CompiledFlow;
  readonly #run: Readonly<Record<string, Json>>;
  readonly #recorded: ReadonlyMap<StepPath, StepEnd>;
  readonly #toDo = new Fifo<Place>();
  readonly #ready = new ReadyQueue<Place>();
  #facts: RunFacts;
  #exit: Scope | undefined;
  #settled: SettledStep[] = [];
  #isCanceled = false;
  #mainEnd: RunEnd | undefined;
  #end: RunEnd | undefined;

  constructor(flow: CompiledFlow, { parameters, run, recorded }: Beginning) {
    this.#flow = flow;
    this.#run = run;
    this.#recorded = recorded ?? new Map();
    this.#facts = { parameters: factOf(parameters), run: factOf(run) };
    this.main = new Scope(flow.main, { path: "" });
    this.#enter(this.main);
  }

  get end(): RunEnd | undefined {
    return this.#end;
  }

  /** What runs on exit, once that has begun. */
  get exit(): Scope | undefined {
    return this.#exit;
  }

  advance(steps: number): boolean {
    for (let left = steps; left > 0; left--) {
      const place = this.#toDo.shift();
      if (place === undefined) return true;
      this.#decide(place);
    }
    return this.#toDo.size === 0;
  }

  takeSettled(): readonly SettledStep[] {
    const settled = this.#settled;
    this.#settled = [];
    return settled;
  }

  cancel(): void {
    if (this.#isCanceled) return;
    this.#isCanceled = true;
    this.#lookAgain(this.main);
  }

  stateOf({ scope, index, item }: Place): StepState {
    return item === undefined
      ? scope.states.of(index)
      : (scope.fans.get(index)?.states.of(item) ?? "waiting");
  }

  /** The next step that is ready and of none of those pools, which runs from here on. */
  begin(isLeft: IsLeft): ReadyStep | undefined {
    const next = (): Place | undefined => this.#ready.shift(isLeft);
    for (let place = next(); place !== undefined; place = next()) {
      const begun = this.beginAt(place);
      if (begun !== undefined) return begun;
    }
    return undefined;
  }

  enterBody(place: Place): void {
    const { scope, index, item } = place;
    const { step, inside, body, results } = scope.step(index);
    if (inside !== undefined) {
      this.#setState(place, "running");
      const child = new Scope(inside, { path: scope.pathOf(index, item), holder: place });
      scope.hold(child, place);
      this.#enter(child);
    } else if (body === undefined)
      this.#orFail(place, () => this.over(place, "success", { results: this.#resultsOf(results, place) }));
    else {
      this.#setState(place, "ready");
      this.#ready.push(place, { priority: step.priority ?? 0, pool: step.pool ?? "" });
    }
  }

  over(place: Place, state: StepEnd, told: Ending = {}): void {
    const { scope, index, item } = place;
    const fan = item === undefined ? undefined : scope.fans.get(index);
    const isNew = item === undefined ? scope.states.set(index, state) : fan?.end(item, state, givenIn(told));
    if (isNew !== true) return;
    const { isError = false, isOmitted = false, ...shown } = told;
    this.#settled.push({ path: scope.pathOf(index, item), state, ...shown });
    if (item !== undefined && isError) fan?.noteError();
    if (item === undefined && scope.step(index).isDependedOn)
      scope.outcomes.set(index, outcomeOf(state, { isOmitted, isError, fan: scope.fans.get(index) }));
    scope.forget(index, item);
    if (item === undefined) this.#after(scope, { index, state, told });
    else this.#toDo.push({ scope, index });
  }

  #after(
    scope: Scope,
    { index, state, told }: { readonly index: number; readonly state: StepEnd; readonly told: Told },
  ): void {
    if (scope.step(index).isRead) scope.given.set(index, givenIn(told));
    scope.note(index, state, this.#flow.definition.outcome ?? "all");
    for (const next of scope.tell(index, state)) this.#toDo.push({ scope, index: next });
    if (scope.states.left === 0) this.#leave(scope);
  }

  #enter(scope: Scope): void {
    for (let index = 0; index < scope.states.count; index++) this.#toDo.push({ scope, index });
    if (scope.states.count === 0) this.#leave(scope);
  }

  #decide(place: Place): void {
    const { scope, index } = place;
    const state = scope.states.of(index);
    const fan = scope.fans.get(index);
    if (isStepEnd(state)) return;
    if (fan !== undefined) this.#goOn(scope, index, fan);
    else if (this.#isGivenUp(scope, index) && state !== "running") this.over(place, "canceled");
    else if (state === "waiting") this.#judge(scope, index);
  }

  #judge(scope: Scope, index: number): void {
    const verdict = verdictOn(scope, index);
    if (verdict === "wait") return;
    const place = { scope, index };
    if (verdict === "run") this.#orFail(place, () => this.#open(place));
    else {
      const recorded = this.#recorded.get(scope.pathOf(index));
      const end = recorded === "skipped" || recorded === "upstream_failed" ? recorded : verdict;
      this.over(place, end, { why: WHY[end], isOmitted: true });
    }
  }

  /** Begins what is to run, or to be repeated. */
  #open(place: Place): void {
    const { scope, index } = place;
    const { step, when, items, isRead } = scope.step(index);
    if (when !== undefined && !when.decide(this.#context(when, place)))
      this.over(place, "skipped", { why: `${when.text} is false` });
    else if (step.forEach === undefined || items === undefined) this.enterBody(place);
    else {
      const list = items.resolve(this.#context(items, place));
      if (!Array.isArray(list) || list.length > MOST_ITEMS) throw new ExpressionError(noList(list), 0);
      const { maxConcurrency: most, toleratedFailureCount: tolerated } = step.forEach;
      const fan = new Fan(list as readonly Json[], { most, tolerated, isRead });
      scope.fans.set(index, fan);
      scope.states.set(index, "running");
      this.#goOn(scope, index, fan);
    }
  }

  /** Begins one item, and comes back for the next; ends the step when all of them are over. */
  #goOn(scope: Scope, index: number, fan: Fan): void {
    if (this.#isGivenUp(scope, index))
      for (const item of fan.giveUp()) this.over({ scope, index, item }, "canceled");
    if (fan.isOver) {
      this.over({ scope, index }, fan.verdict, fan.lists);
    } else if (fan.hasRoom) {
      this.enterBody({ scope, index, item: fan.begin() });
      this.#toDo.push({ scope, index });
    }
  }

  /** Undefined where it is not ready, or ends instead. */
  beginAt(place: Place): ReadyStep | undefined {
    const { scope, index, item } = place;
    const { step, body } = scope.step(index);
    if (this.stateOf(place) !== "ready" || body === undefined) return undefined;
    if (this.#isGivenUp(scope, index)) {
      this.over(place, "canceled");
      return undefined;
    }
    return this.#orFail(place, () => {
      const resolved = body.resolve({ ...this.#context(body, place), ...ownPaths(step) });
      this.#setState(place, "running");
      const isProtected = scope.protects(index);
      return { path: scope.pathOf(index, item), step, body: resolved, isProtected };
    });
  }

  /** All of a scope's steps have ended. */
  #leave(scope: Scope): void {
    const { holder, verdict } = scope;
    if (holder === undefined) this.#leaveRun(scope, verdict);
    else if (verdict !== "success") this.over(holder, verdict);
    else
      this.#orFail(holder, () =>
        this.over(holder, verdict, { results: this.#resultsOf(scope.compiled.results, { scope }) }),
      );
  }

  #leaveRun(scope: Scope, verdict: RunEnd["state"]): void {
    if (scope === this.#exit) {
      this.#end = this.#mainEnd;
      return;
    }
    this.#mainEnd = this.#endOf(scope, this.#isCanceled ? "canceled" : verdict);
    this.#facts = { ...this.#facts, run: factOf({ ...this.#run, state: this.#mainEnd.state }) };
    this.#exit = new Scope(this.#flow.exit, { path: EXIT, beside: scope });
    this.#enter(this.#exit);
  }

  #endOf(scope: Scope, state: RunEnd["state"]): RunEnd {
    if (state !== "success") return { state };
    try {
      return { state, results: this.#resultsOf(scope.compiled.results, { scope }) };
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { state: "failed", why: `Its results: ${error.message}` };
    }
  }

  #resultsOf(
    results: readonly CompiledResult[],
    place: { readonly scope: Scope } & Partial<ItemPlace>,
  ): Readonly<Record<string, Json>> {
    return Object.fromEntries(
      results.map(({ name, value }) => [name, value.resolve(this.#context(value, place))]),
    );
  }

  #context(
    reader: Expression | Resolvable,
    { scope, index, item }: { readonly scope: Scope } & Partial<ItemPlace>,
  ): Context {
    const own = index === undefined || item === undefined ? {} : { item: { index, item } };
    return contextFor(reader, { scope, facts: this.#facts, ...own });
  }

  /** An expression without a value fails its step. */
  #orFail<T>(place: Place, act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.over(place, "failed", { why: error.message, isError: true });
      return undefined;
    }
  }

  /** A canceled run has nothing for a step to do any more but to tear down, and what runs on exit. */
  #isGivenUp(scope: Scope, index: number): boolean {
    return this.#isCanceled && !scope.protects(index);
  }

  #setState({ scope, index, item }: Place, state: StepState): void {
    if (item === undefined) scope.states.set(index, state);
    else scope.fans.get(index)?.states.set(item, state);
  }

  /** Looks once more at all that has not ended. */
  #lookAgain(scope: Scope): void {
    for (let index = 0; index < scope.states.count; index++) {
      if (isStepEnd(scope.states.of(index))) continue;
      this.#toDo.push({ scope, index });
      for (const child of scope.innerScopes(index)) this.#lookAgain(child);
    }
  }
}

const givenIn = ({ results, artifacts }: Told): Given => defined({ results, artifacts });

function verdictOn(scope: Scope, index: number): Verdict {
  const { step, depends } = scope.step(index);
  const gate = gateOf(scope, index);
  if (step.teardownOf !== undefined) return judgeStep({ rule: TEARDOWN_RULE, ...gate });
  const rule = depends === undefined ? (step.triggerRule ?? DEFAULT_TRIGGER_RULE) : "all_done";
  const verdict = judgeStep({ rule, ...gate });
  if (depends === undefined || verdict !== "run") return verdict;
  return judgeDepends(depends, (name) => scope.outcomes.get(scope.compiled.byName.get(name) ?? -1));
}

/** Without indirect setups nobody asks for their success. */
function gateOf(scope: Scope, index: number): Omit<Gate, "rule"> {
  const { direct, indirectSetups, inScope } = scope.gateOf(index);
  return indirectSetups.total === 0 ? { direct, inScope } : { direct, inScope, indirectSetups };
}

const WHY = {
  skipped: "What comes before it was skipped, or has ended otherwise than it asks",
  upstream_failed: "What comes before it has failed",
} as const;

const noList = (value: Json): string =>
  Array.isArray(value)
    ? `gives ${value.length} items, and may give ${MOST_ITEMS}`
    : `gives ${JSON.stringify(value).slice(0, 100)}, and has to give a list`;
