import { defined } from "@slipway/model";
import type { Json } from "@slipway/model/flows/json.ts";
import { checkValue } from "./check-value.ts";
import type { Plain } from "./given.ts";
import type {
  BooleanShape,
  DateShape,
  IntegerShape,
  ListShape,
  NumberShape,
  ObjectShape,
  Shape,
  StringShape,
  ValueShape,
} from "./shape.ts";
import { isStored, type Spec } from "./spec.ts";
import type { ShapeOf, Typed } from "./typed.ts";

/** A type of values, as `p` makes them; its methods give new ones. */
export interface ParameterTyped<S extends Shape, O extends boolean = false> extends Typed<S, O> {
  /** Who leaves it out gives this. */
  default(value: Plain<S>): ParameterTyped<S, true>;
  /** The only values that it may have. */
  enum<const V extends Plain<S>>(
    ...values: readonly [V, ...V[]]
  ): ParameterTyped<S extends StringShape ? StringShape<V & string> : S, O>;
  describe(text: string): ParameterTyped<S, O>;
}

function typed<S extends Shape, O extends boolean = false>(spec: Spec): ParameterTyped<S, O> {
  const made = {
    spec,
    default: (value: Json) => typed({ ...spec, default: checked(value, spec, "its default") }),
    enum: (...values: readonly Json[]) => {
      const narrowed = { ...spec, enum: values.map((value) => checked(value, spec, "a value of its enum")) };
      if (spec.default !== undefined) checked(spec.default, narrowed, "its default");
      return typed(narrowed);
    },
    describe: (description: string) => typed({ ...spec, description }),
  };
  return Object.freeze(made) as unknown as ParameterTyped<S, O>;
}

function checked(value: Json, spec: Spec, what: string): Json {
  const wrong = checkValue(value, spec);
  if (wrong !== undefined) throw new TypeError(`A type of values is told wrongly: ${what} ${wrong}.`);
  return value;
}

type Fields = Readonly<Record<string, Typed<ValueShape>>>;
type ShapesOf<F extends Fields> = { readonly [K in keyof F]: ShapeOf<F[K]> };

function object(): ParameterTyped<ObjectShape<undefined>>;
function object<F extends Fields>(fields: F): ParameterTyped<ObjectShape<ShapesOf<F>>>;
function object(fields?: Fields): unknown {
  const specs = fields && Object.fromEntries(Object.entries(fields).map(([name, { spec }]) => [name, spec]));
  return typed({ type: "object", ...defined({ fields: specs }) });
}

function list<S extends Shape, O extends boolean>(item: Typed<S, O>): ParameterTyped<ListShape<S>> {
  if (isStored(item.spec) && item.spec.type !== "artifact")
    throw new TypeError("Lists of lists of artifacts are not served: collect them into one list.");
  return typed({ type: "list", item: item.spec });
}

/**
 * Types of small values: parameters of a pipeline, inputs and outputs of a component.
 *
 * @example
 * p.float().default(0.1)
 * p.string().enum("sgd", "adam").default("adam")
 * p.list(p.object({ rate: p.float(), depth: p.integer() }))
 */
export const p = Object.freeze({
  float: (): ParameterTyped<NumberShape> => typed({ type: "number" }),
  /** Whole, up to 2^53. */
  integer: (): ParameterTyped<IntegerShape> => typed({ type: "integer" }),
  string: (): ParameterTyped<StringShape> => typed({ type: "string" }),
  boolean: (): ParameterTyped<BooleanShape> => typed({ type: "boolean" }),
  /** A day of the calendar, e.g. `2026-11-30`. */
  date: (): ParameterTyped<DateShape> => typed({ type: "date" }),
  /** Of values or of artifacts. */
  list,
  /** With the types of its members, which `get` then knows; without them it is any object of JSON. */
  object,
});
