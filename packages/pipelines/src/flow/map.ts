import { defined } from "@slipway/model";
import { buildIn, frameFor, makeStep } from "../build/frame.ts";
import { asMade } from "../build/made.ts";
import { applyGate } from "../component/apply-options.ts";
import type { GateOptions } from "../component/options.ts";
import { asValue } from "../references/convert.ts";
import { member } from "../references/literal.ts";
import type { ListRef, Made, Reference, RefOf } from "../references/types.ts";
import { Value } from "../references/value.ts";
import type { BooleanShape, ListShape, NumberShape, Shape, StringShape } from "../types/shape.ts";
import type { Spec } from "../types/spec.ts";
import { asResults, type Returned, type ValuesReturned, valuesReturned } from "./returned.ts";

export interface MapOptions extends GateOptions {
  /** Items at once; absent: as many as the run may have steps. */
  readonly max?: number;
  /** So many items may fail, whose results are null in the lists then; absent: none. */
  readonly tolerate?: number;
}

/** All items of a map. */
export type Mapped<R> = Made &
  (R extends Reference<infer S extends Shape>
    ? { /** What the items gave, in their order. */ collect(): ListRef<S> }
    : R extends object
      ? {
          /** What the items gave of that name, in their order. */
          collect<K extends keyof R & string>(name: K): CollectedOf<R[K]>;
        }
      : unknown);

type CollectedOf<V> = V extends Reference<infer S extends Shape> ? ListRef<S> : never;

/** What a value of a list that is written out is. */
export type ItemOf<V> = V extends number
  ? RefOf<NumberShape>
  : V extends string
    ? RefOf<StringShape<V>>
    : V extends boolean
      ? RefOf<BooleanShape>
      : never;

export interface MapFlow {
  /**
   * The same steps for each item of a list, side by side.
   *
   * @example
   * const fits = flow.map(params.rates, (lr) => train({ data: d.data, lr }), { max: 8 });
   * const best = pick({ aucs: fits.collect("auc") });
   */
  <S extends Shape, R extends Returned>(
    list: Reference<ListShape<S>>,
    body: (item: RefOf<S>) => R,
    options?: MapOptions,
  ): Mapped<R>;
  <const V extends string | number | boolean, R extends Returned>(
    list: readonly V[],
    body: (item: ItemOf<V>) => R,
    options?: MapOptions,
  ): Mapped<R>;
}

type Body = (item: Value) => unknown;

export const map = ((list: unknown, body: Body, options: MapOptions = {}): object => {
  const frame = frameFor("flow.map");
  const items = asValue(list, specOf(list), { scope: frame.scope, what: "The list of flow.map" });
  const node = makeStep(frame, { base: "map", chosen: options.name });
  applyGate(node, options, frame.scope);
  const inside = frame.scope.within(node);
  const item = new Value({
    cel: member("items", node.name),
    spec: items.spec.item ?? { type: "object" },
    homes: [inside],
  });
  const returned = buildIn({ scope: inside }, () => body(item));
  if (inside.nodes.length === 0)
    throw new TypeError("The function of a flow.map makes no step: call a component in it.");
  const values = valuesReturned(returned, inside, node.name);
  const { max: maxConcurrency, tolerate: toleratedFailureCount } = options;
  node.draft.forEach = {
    items: items.json,
    as: node.name,
    ...defined({ maxConcurrency, toleratedFailureCount }),
  };
  node.gives(asResults(values));
  const collect = (name?: string): Value => collected(values, name, { step: node.name, home: frame.scope });
  return asMade({ collect }, node);
}) as unknown as MapFlow;

/** Of a list that is written out, by its first item. */
function specOf(list: unknown): Spec {
  const item = Array.isArray(list) && list.length > 0 ? typeof list[0] : "object";
  return { type: "list", ...(list instanceof Value ? {} : { item: { type: item as "string" } }) };
}

function collected(
  { values, isAlone }: ValuesReturned,
  name: string | undefined,
  { step, home }: { readonly step: string; readonly home: object },
): Value {
  const result = name ?? "value";
  const value = isAlone === (name === undefined) ? values.get(result) : undefined;
  if (value === undefined)
    throw new TypeError(
      `The items of ${step} do not give ${name ?? "one value alone"}: they give ${isAlone ? "one value, so collect() has no name" : [...values.keys()].join(", ") || "nothing"}.`,
    );
  const cel = member(`${member("steps", step)}.results`, result);
  return new Value({ cel, spec: { type: "list", item: value.spec }, homes: [home] });
}
