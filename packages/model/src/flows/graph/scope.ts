import type { FlowOutcome } from "../definition.ts";
import { type StepOutcome, UpstreamCounts } from "../rules/index.ts";
import type { CompiledGate, CompiledScope, CompiledStep } from "./compiled.ts";
import type { Fan } from "./fan.ts";
import { type PathPart, pathOf, type StepPath } from "./path.ts";
import { States, type StepEnd } from "./states.ts";
import type { Given } from "./work.ts";

/** A step of a run, or one of its items. */
export interface Place {
  readonly scope: Scope;
  readonly index: number;
  readonly item?: number;
}

/** Steps that can name each other, while they run: once for the run itself, and once for each time that a step with steps inside runs. */
export class Scope {
  readonly compiled: CompiledScope;
  /** The step that holds these steps. */
  readonly holder: Place | undefined;
  readonly path: StepPath;
  readonly states: States;
  /** By place; of steps that somebody reads, and that have given something. */
  readonly given = new Map<number, Given>();
  /** The items of steps with many, by place. */
  readonly fans = new Map<number, Fan>();
  /** Scopes of steps that run, and of those with many items of the items that do, by place and item. */
  readonly #inside = new Map<number, Map<number | undefined, Scope>>();
  readonly #gates = new Map<number, Record<keyof CompiledGate, UpstreamCounts>>();
  /** What has become of steps that some `depends` names, by place. */
  readonly outcomes = new Map<number, StepOutcome>();
  /** Whose steps are seen from here as well, though none of these is inside of them. */
  readonly beside: Scope | undefined;
  /** It goes on in a run that is canceled. */
  readonly isProtected: boolean;
  /** What has come of its steps so far. */
  #hasFailed = false;
  #hasCanceled = false;

  constructor(
    compiled: CompiledScope,
    { path, holder, beside }: { readonly path: StepPath; readonly holder?: Place; readonly beside?: Scope },
  ) {
    this.compiled = compiled;
    this.path = path;
    this.holder = holder;
    this.beside = beside;
    this.isProtected = beside !== undefined || (holder?.scope.protects(holder.index) ?? false);
    this.states = new States(compiled.steps.length);
  }

  step(index: number): CompiledStep {
    const found = this.compiled.steps[index];
    if (found === undefined) throw new Error(`there is no step ${index} in ${this.path}`);
    return found;
  }

  /** Whether a step goes on in a run that is canceled. */
  protects(index: number): boolean {
    return this.isProtected || this.step(index).step.teardownOf !== undefined;
  }

  pathOf(index: number, item?: number): StepPath {
    const { name } = this.step(index).step;
    const part: PathPart = item === undefined ? { name } : { name, item };
    return pathOf(this.path, part);
  }

  /** What has come so far of the steps that one waits for. */
  gateOf(index: number): Record<keyof CompiledGate, UpstreamCounts> {
    const known = this.#gates.get(index);
    if (known !== undefined) return known;
    const { gate, step } = this.step(index);
    const counts = {
      direct: new UpstreamCounts({ total: gate.direct.length, setups: step.teardownOf?.length ?? 0 }),
      indirectSetups: new UpstreamCounts({ total: gate.indirectSetups.length }),
      inScope: new UpstreamCounts({ total: gate.inScope.length }),
    };
    this.#gates.set(index, counts);
    return counts;
  }

  /** What its steps have come to, once all of them have ended. */
  get verdict(): "success" | "failed" | "canceled" {
    if (this.#hasFailed) return "failed";
    return this.#hasCanceled ? "canceled" : "success";
  }

  /** Keeps the scope of one of its steps, or of one of that one's items, while it runs. */
  hold(child: Scope, { index, item }: Place): void {
    const inside = this.#inside.get(index) ?? new Map<number | undefined, Scope>();
    this.#inside.set(index, inside.set(item, child));
  }

  innerOf(index: number, item?: number): Scope | undefined {
    return this.#inside.get(index)?.get(item);
  }

  innerScopes(index: number): Iterable<Scope> {
    return this.#inside.get(index)?.values() ?? [];
  }

  /** What a step, or an item, that is over needed while it ran. */
  forget(index: number, item?: number): void {
    if (item !== undefined) return void this.#inside.get(index)?.delete(item);
    this.#gates.delete(index);
    this.#inside.delete(index);
    this.fans.delete(index);
  }

  /** What the end of a step means for the scope. */
  note(index: number, end: StepEnd, outcome: FlowOutcome): void {
    if (end === "canceled") this.#hasCanceled = true;
    if (this.#counts(index, outcome)) this.#hasFailed ||= isFailure(end, outcome);
  }

  #counts(index: number, outcome: FlowOutcome): boolean {
    const { step, waiting } = this.step(index);
    if (step.teardownOf !== undefined) return step.onFailureFailRun === true;
    if (step.allowFailure === true) return false;
    return outcome === "all" || waiting.every(({ place }) => this.step(place).step.teardownOf !== undefined);
  }

  /** Tells those that wait for a step how it has ended; answers their places. */
  tell(index: number, end: StepEnd): readonly number[] {
    const { waiting } = this.step(index);
    // For what comes after it, what has been canceled has failed.
    const state = end === "canceled" ? "failed" : end;
    for (const { place, as, isSetup } of waiting) this.gateOf(place)[as].add(state, { isSetup });
    return waiting.map(({ place }) => place);
  }
}

const isFailure = (end: StepEnd, outcome: FlowOutcome): boolean =>
  end === "failed" || (outcome === "leaves" && end === "upstream_failed");
