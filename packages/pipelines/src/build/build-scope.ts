import type { FlowStep } from "@slipway/model/flows/definition.ts";
import { dnsName, numbered } from "./names.ts";
import { StepNode, type StepsBeside } from "./step-node.ts";

/** Steps beside each other while they are made: those of a pipeline, or of one step that holds some. */
export class BuildScope implements StepsBeside {
  readonly nodes: StepNode[] = [];
  readonly parent: BuildScope | undefined;
  readonly holder: StepNode | undefined;
  /** Comparisons that nothing has used so far, each in words. */
  readonly unused: Map<object, string>;
  readonly #pipeline: string;
  readonly #names = new Set<string>();
  /** The next to try, by name. */
  readonly #numbers = new Map<string, number>();

  constructor(pipeline: string, around?: { readonly parent: BuildScope; readonly holder?: StepNode }) {
    this.#pipeline = pipeline;
    this.parent = around?.parent;
    this.holder = around?.holder;
    this.unused = around?.parent.unused ?? new Map();
  }

  get steps(): readonly FlowStep[] {
    return this.nodes.map(({ step }) => step);
  }

  get root(): BuildScope {
    return this.parent?.root ?? this;
  }

  /** For sentences. */
  get words(): string {
    return this.holder === undefined ? `the pipeline ${this.#pipeline}` : `the step ${this.holder.name}`;
  }

  /** A scope inside of one of its steps. */
  within(holder: StepNode): BuildScope {
    const inner = new BuildScope(this.#pipeline, { parent: this, holder });
    holder.inner = inner;
    return inner;
  }

  /** Numbered where another has its name already, here or around; a name that somebody chose is not. */
  add(base: string, chosen?: string): StepNode {
    const name = chosen === undefined ? this.#freeName(dnsName(base)) : dnsName(chosen);
    if (this.has(name))
      throw new TypeError(
        `Two steps are called ${name}, here or around here: give one of them another name, or leave both to be numbered.`,
      );
    const node = new StepNode(name, this);
    this.nodes.push(node);
    this.#names.add(name);
    return node;
  }

  /** What was made there can be read from here. */
  sees(other: BuildScope): boolean {
    return other === this || (this.parent?.sees(other) ?? false);
  }

  has(name: string): boolean {
    return this.#names.has(name) || (this.parent?.has(name) ?? false);
  }

  #freeName(base: string): string {
    for (let number = this.#numbers.get(base) ?? 1; ; number++) {
      const name = numbered(base, number);
      if (this.has(name)) continue;
      this.#numbers.set(base, number + 1);
      return name;
    }
  }
}
