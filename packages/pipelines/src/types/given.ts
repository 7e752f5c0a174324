import type { Json } from "@slipway/model/flows/json.ts";
import type { Reference, Text } from "../references/types.ts";
import type {
  ArtifactShape,
  BooleanShape,
  DateShape,
  DateText,
  ListShape,
  NumberShape,
  ObjectShape,
  Shape,
  StringShape,
} from "./shape.ts";
import type { OptionalIn, ShapeOf, TypesByName } from "./typed.ts";

/** A value as a program in TypeScript has it. */
export type Plain<S> = S extends NumberShape
  ? number
  : S extends StringShape<infer V>
    ? V
    : S extends BooleanShape
      ? boolean
      : S extends DateShape
        ? DateText
        : S extends ListShape<infer I>
          ? readonly Plain<I>[]
          : S extends ObjectShape<infer F>
            ? PlainFields<F>
            : S extends ArtifactShape
              ? `s3://${string}`
              : never;

type PlainFields<F> = F extends undefined
  ? Readonly<Record<string, Json>>
  : { readonly [K in keyof F]: Plain<F[K]> };

/** What may be given where a value is asked for: the value, or a reference to it. */
export type Given<S extends Shape> =
  | Reference<S>
  | (S extends StringShape<infer V>
      ? V | (string extends V ? Text : never)
      : S extends ListShape<infer I extends Shape>
        ? readonly Given<I>[]
        : S extends ObjectShape<infer F>
          ? GivenFields<F>
          : S extends ArtifactShape
            ? Plain<S> | Reference<StringShape<Plain<S>>>
            : Plain<S>);

type GivenFields<F> =
  F extends Readonly<Record<string, Shape>>
    ? { readonly [K in keyof F]: Given<F[K]> }
    : Readonly<Record<string, Json | Reference<Shape>>>;

type Flat<T> = { readonly [K in keyof T]: T[K] };

/** What a call gives by name; with defaults, it may leave it out. */
export type GivenByName<T extends TypesByName> = Flat<
  { readonly [K in Exclude<keyof T, OptionalIn<T>>]: Given<ShapeOf<T[K]>> } & {
    readonly [K in OptionalIn<T>]?: Given<ShapeOf<T[K]>> | undefined;
  }
>;

/** The same without references. */
export type PlainByName<T extends TypesByName> = Flat<
  { readonly [K in Exclude<keyof T, OptionalIn<T>>]: Plain<ShapeOf<T[K]>> } & {
    readonly [K in OptionalIn<T>]?: Plain<ShapeOf<T[K]>> | undefined;
  }
>;
