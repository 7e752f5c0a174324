import type {
  ArtifactShape,
  BooleanShape,
  DateShape,
  DateText,
  IntegerShape,
  ListShape,
  NumberShape,
  ObjectShape,
  Shape,
  StringShape,
} from "../types/shape.ts";

declare const SHAPE: unique symbol;
declare const STEP: unique symbol;

/**
 * A value that there will be once a run has come so far. It can be handed on, compared by its methods and written into a text by the tag `text`;
 * JavaScript's own operators have nothing to work on, and throw where they can be told to. `if (reference)` cannot: it is always true. A comparison that was
 * made for nothing but an `if` is told when the pipeline is built; for the rest there is the rule `typescript/no-unnecessary-condition` of linters.
 */
export interface Reference<out S extends Shape> {
  readonly [SHAPE]: S;
}

/** A step that was made, or several that are one: what other steps can be told to come after. */
export type Made = { readonly [STEP]: true };

/** True or false: what `flow.when` and a step's `when` decide by. */
export interface Condition extends Reference<BooleanShape> {
  and(other: Condition | boolean): Condition;
  or(other: Condition | boolean): Condition;
  not(): Condition;
}

export interface NumberRef<out S extends NumberShape = NumberShape> extends Reference<S> {
  gt(than: number | Reference<NumberShape>): Condition;
  gte(than: number | Reference<NumberShape>): Condition;
  lt(than: number | Reference<NumberShape>): Condition;
  lte(than: number | Reference<NumberShape>): Condition;
  eq(to: number | Reference<NumberShape>): Condition;
  ne(to: number | Reference<NumberShape>): Condition;
}

export interface StringRef<V extends string = string> extends Reference<StringShape<V>> {
  eq(to: V | Reference<StringShape>): Condition;
  ne(to: V | Reference<StringShape>): Condition;
}

export interface DateRef extends Reference<DateShape> {
  eq(to: DateText | Reference<DateShape>): Condition;
  ne(to: DateText | Reference<DateShape>): Condition;
}

export interface ListRef<S extends Shape> extends Reference<ListShape<S>> {
  size(): NumberRef<IntegerShape>;
  /** From 0; a run in which there is none fails there. */
  at(index: number | Reference<IntegerShape>): RefOf<S>;
}

export interface ObjectRef<F> extends Reference<ObjectShape<F>> {
  get<K extends keyof F & string>(member: K): F[K] extends Shape ? RefOf<F[K]> : never;
}

/** Something stored. */
export interface ArtifactRef<K extends string = string> extends Reference<ArtifactShape<K>> {
  /** Where it is: `s3://BUCKET/KEY`. */
  uri(): StringRef;
}

/** What the tag `text` makes. */
export interface Text extends Reference<StringShape> {
  readonly isText: true;
}

export type RefOf<S extends Shape> = S extends IntegerShape
  ? NumberRef<IntegerShape>
  : S extends NumberShape
    ? NumberRef
    : S extends StringShape<infer V>
      ? StringRef<V>
      : S extends BooleanShape
        ? Condition
        : S extends DateShape
          ? DateRef
          : S extends ListShape<infer I extends Shape>
            ? ListRef<I>
            : S extends ObjectShape<infer F>
              ? ObjectRef<F>
              : S extends ArtifactShape<infer K>
                ? ArtifactRef<K>
                : never;

export type AnyRef = Reference<Shape>;
