import type { TriggerRule } from "../trigger/trigger-rule.ts";

/** As much of a step as its neighbours' fate hangs on. Steps are named by their keys in the graph. */
export interface GraphStep {
  /** Its direct upstreams, by name. */
  readonly needs?: readonly string[];
  readonly setup?: boolean;
  /** The setups that this step is the teardown of, which it needs thereby and which are setups thereby; of a teardown without any, an empty list. */
  readonly teardownOf?: readonly string[];
  /** Absent means all_success; a teardown's is always all_done_setup_success. */
  readonly rule?: TriggerRule;
  /** Of a teardown: its failure is the run's. */
  readonly onFailureFailRun?: boolean;
}

export type GraphSteps = Readonly<Record<string, GraphStep>>;

const NOTHING: ReadonlySet<string> = new Set();

/** Steps and their neighbours on both sides. Names that no step has are left out. */
export class StepGraph {
  readonly names: readonly string[];
  readonly #steps: ReadonlyMap<string, GraphStep>;
  readonly #up = new Map<string, ReadonlySet<string>>();
  readonly #down = new Map<string, Set<string>>();
  readonly #setups = new Set<string>();

  constructor(steps: GraphSteps) {
    this.#steps = new Map(Object.entries(steps));
    this.names = [...this.#steps.keys()];
    for (const [name, step] of this.#steps) this.#join(name, step);
  }

  #join(name: string, { needs = [], setup = false, teardownOf = [] }: GraphStep): void {
    const up = new Set([...needs, ...teardownOf].filter((other) => this.#steps.has(other)));
    this.#up.set(name, up);
    for (const other of up) this.#below(other).add(name);
    if (setup) this.#setups.add(name);
    for (const other of teardownOf) this.#setups.add(other);
  }

  #below(name: string): Set<string> {
    const below = this.#down.get(name) ?? new Set();
    this.#down.set(name, below);
    return below;
  }

  step(name: string): GraphStep {
    return this.#steps.get(name) ?? {};
  }

  /** What it needs itself. */
  upstream(name: string): ReadonlySet<string> {
    return this.#up.get(name) ?? NOTHING;
  }

  /** What needs it itself. */
  downstream(name: string): ReadonlySet<string> {
    return this.#down.get(name) ?? NOTHING;
  }

  isSetup(name: string): boolean {
    return this.#setups.has(name);
  }

  isTeardown(name: string): boolean {
    return this.step(name).teardownOf !== undefined;
  }

  rule(name: string): TriggerRule {
    return this.isTeardown(name) ? "all_done_setup_success" : (this.step(name).rule ?? "all_success");
  }

  /** The teardowns of a setup: those that need it themselves. */
  teardowns(setup: string): readonly string[] {
    return [...this.downstream(setup)].filter((name) => this.isTeardown(name));
  }
}
