import type { Shape } from "./shape.ts";
import type { Spec } from "./spec.ts";

declare const SHAPE: unique symbol;

/** A type of values: what `p` and `artifact` make. `O`: whether it may be left out. */
export interface Typed<S extends Shape = Shape, O extends boolean = boolean> {
  readonly [SHAPE]?: readonly [S, O];
  readonly spec: Spec;
}

export type TypesByName = Readonly<Record<string, Typed>>;

export type ShapeOf<T extends Typed> = T extends Typed<infer S, boolean> ? S : never;

/** Names of those that may be left out. */
export type OptionalIn<T extends TypesByName> = {
  [K in keyof T]: T[K] extends Typed<Shape, true> ? K : never;
}[keyof T];
