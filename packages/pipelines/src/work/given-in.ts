import type { Json } from "@slipway/model/flows/json.ts";
import type { AnyRef, Reference } from "../references/types.ts";
import type { BooleanShape, ListShape, NumberShape, Shape, StringShape, ValueShape } from "../types/shape.ts";

/** A text, or what becomes one. */
export type GivenText = string | Reference<StringShape>;

export type GivenNumber = number | Reference<NumberShape>;

/** JSON in which references may stand. */
export type GivenJson =
  | Json
  | AnyRef
  | readonly GivenJson[]
  | { readonly [member: string]: GivenJson | undefined };

/** A part of an object's spec in which references may stand: numbers also where it has a text. */
export type GivenIn<T> = [Json] extends [T]
  ? GivenJson
  : T extends string
    ? string extends T
      ? string | Reference<ValueShape>
      : T | Reference<StringShape<T>>
    : T extends number
      ? number | Reference<NumberShape>
      : T extends boolean
        ? T | Reference<BooleanShape>
        : T extends readonly (infer I)[]
          ? readonly GivenIn<I>[] | Reference<ListShape<Shape>>
          : T extends object
            ? { readonly [K in keyof T]: GivenIn<T[K]> }
            : T;
