import type { FlowDefinition, FlowStep } from "../definition.ts";
import type { Expression } from "../expressions/expression.ts";
import type { Resolvable } from "../expressions/resolvable.ts";
import type { Depends } from "../rules/index.ts";

/** A definition as it is run: what each step waits for is known, and its expressions are read. */
export interface CompiledFlow {
  readonly definition: FlowDefinition;
  /** Steps, inner ones included. */
  readonly count: number;
  readonly main: CompiledScope;
  readonly exit: CompiledScope;
}

/** Steps that can name each other. */
export interface CompiledScope {
  readonly steps: readonly CompiledStep[];
  readonly byName: ReadonlyMap<string, number>;
  /** What the whole of them gives. */
  readonly results: readonly CompiledResult[];
}

export interface CompiledResult {
  readonly name: string;
  readonly value: Resolvable;
}

/** Steps beside one that it waits for, by their places, as `judgeStep` counts them. */
export interface CompiledGate {
  readonly direct: readonly number[];
  readonly indirectSetups: readonly number[];
  readonly inScope: readonly number[];
}

/** A step that waits for another, and in which of its counts that is. */
export interface Waiting {
  readonly place: number;
  readonly as: keyof CompiledGate;
  /** The other is a setup that this one tears down. */
  readonly isSetup: boolean;
}

export interface CompiledStep {
  readonly step: FlowStep;
  /** What it waits for, and what waits for it. */
  readonly gate: CompiledGate;
  readonly waiting: readonly Waiting[];
  /** In place of a trigger rule. */
  readonly depends?: Depends;
  /** What has become of it is told to a step's `depends`. */
  readonly isDependedOn: boolean;
  readonly when?: Expression;
  readonly items?: Resolvable;
  /** What a program is given; absent of what is none. */
  readonly body?: Resolvable;
  /** Steps inside. */
  readonly inside?: CompiledScope;
  /** Its own results, of what is no program. */
  readonly results: readonly CompiledResult[];
  /** Whether anybody reads its results; what nobody reads is not kept. */
  readonly isRead: boolean;
}
