import type { FlowResult, FlowStep } from "@slipway/model/flows/definition.ts";
import { WORK_BODIES } from "@slipway/model/flows/index.ts";
import type { Json } from "@slipway/model/flows/json.ts";
import type { Spec } from "../types/spec.ts";

type Draft = { -readonly [K in keyof Omit<FlowStep, "name" | "needs" | "steps">]: FlowStep[K] };

/** Steps beside each other, as one of them sees them. */
export interface StepsBeside {
  readonly holder: StepNode | undefined;
  readonly nodes: readonly StepNode[];
  readonly steps: readonly FlowStep[];
  /** For sentences. */
  readonly words: string;
}

/** What a step was made of, for tests. */
export interface Origin {
  /** What people call it who stand in for it, beside its own name. */
  readonly name: string;
  readonly component?: object;
  readonly inputs?: Readonly<Record<string, Json>>;
  /** What it gives that its body does not tell. */
  readonly gives?: Readonly<Record<string, Spec>>;
}

/** A step while its pipeline is built. */
export class StepNode {
  readonly name: string;
  readonly scope: StepsBeside;
  readonly draft: Draft = {};
  /** Names of steps beside it that come before it, beside those that it reads. */
  readonly needs = new Set<string>();
  /** Steps inside. */
  inner: StepsBeside | undefined;
  origin: Origin | undefined;

  constructor(name: string, scope: StepsBeside) {
    this.name = name;
    this.scope = scope;
  }

  /** Comes after another, or what it is inside of does. */
  comesAfter(other: StepNode): void {
    for (let node: StepNode | undefined = this; node !== undefined; node = node.scope.holder) {
      if (node.scope !== other.scope) continue;
      if (node === other)
        throw new TypeError(`The step ${this.name} cannot come after what it is inside of.`);
      node.needs.add(other.name);
      return;
    }
    throw new TypeError(
      `The step ${this.name} cannot come after ${other.name}, which is inside of ${other.scope.words}: name the step that holds it.`,
    );
  }

  /** Always with its members in the same order. */
  get step(): FlowStep {
    const all = { ...this.draft, name: this.name, needs: this.namedNeeds, steps: this.inner?.steps };
    return Object.fromEntries(
      ORDER.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])),
    ) as never;
  }

  get namedNeeds(): readonly string[] | undefined {
    return this.needs.size === 0 ? undefined : [...this.needs];
  }

  gives(results: readonly FlowResult[]): void {
    if (results.length > 0) this.draft.results = results;
  }
}

const ORDER = [
  "name",
  "description",
  "needs",
  "triggerRule",
  "depends",
  "when",
  "forEach",
  "allowFailure",
  "setup",
  "teardownOf",
  "onFailureFailRun",
  "priority",
  "timeoutSeconds",
  "retry",
  "cache",
  "pool",
  "poolSlots",
  ...WORK_BODIES,
  "steps",
  "pass",
  "results",
] as const satisfies readonly (keyof FlowStep)[];
