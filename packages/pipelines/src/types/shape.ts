/** What a value is, as types know it; at run time a Spec says the same. */
export type ValueShape =
  | NumberShape
  | StringShape
  | BooleanShape
  | DateShape
  | { readonly type: "list"; readonly of: unknown }
  | { readonly type: "object"; readonly of: unknown };

export type Shape = ValueShape | ArtifactShape;

export interface NumberShape {
  readonly type: "number";
}

/** A number that is whole goes where a number is asked for, and not the other way round. */
export interface IntegerShape extends NumberShape {
  readonly isWhole: true;
}

export interface StringShape<V extends string = string> {
  readonly type: "string";
  readonly of: V;
}

export interface BooleanShape {
  readonly type: "boolean";
}

export interface DateShape {
  readonly type: "date";
}

/** `2026-11-30`. */
export type DateText = `${number}-${number}-${number}`;

export interface ListShape<S = Shape> {
  readonly type: "list";
  readonly of: S;
}

/** `undefined`: of members that nobody has named. */
export interface ObjectShape<F = Readonly<Record<string, ValueShape>> | undefined> {
  readonly type: "object";
  readonly of: F;
}

/** Files that are stored: `K` says what they are, e.g. `model`. */
export interface ArtifactShape<K extends string = string> {
  readonly type: "artifact";
  readonly of: K;
}
