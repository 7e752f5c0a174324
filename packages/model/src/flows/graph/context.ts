import type { Context, Expression } from "../expressions/expression.ts";
import type { References } from "../expressions/references.ts";
import type { Resolvable } from "../expressions/resolvable.ts";
import { toCel } from "../expressions/values.ts";
import type { Json } from "../json.ts";
import type { Scope } from "./scope.ts";
import type { StepState } from "./states.ts";
import type { Given } from "./work.ts";

/** What all expressions of a run see, as `toCel` makes it. */
export interface RunFacts {
  readonly parameters: unknown;
  readonly run: unknown;
}

/** What an expression sees from a scope: of steps only those that it reads, since there may be many. */
export function contextFor(
  reader: Expression | Resolvable,
  { scope, item, facts }: { readonly scope: Scope; readonly item?: ItemPlace; readonly facts: RunFacts },
): Context {
  const all = Array.isArray(reader.references) ? reader.references : [reader.references];
  return { ...facts, ...itemsAt(scope, item), steps: stepsFor(all as readonly References[], scope) };
}

/** The item of a step with many that is asked about. */
export interface ItemPlace {
  readonly index: number;
  readonly item: number;
}

function stepsFor(all: readonly References[], scope: Scope): Readonly<Record<string, unknown>> {
  const names = new Set(all.flatMap(({ steps }) => [...steps.keys()]));
  return Object.fromEntries([...names].map((name) => [name, stepCalled(name, scope)]));
}

/** The nearest of that name: those around a scope are seen from inside. */
function stepCalled(name: string, scope: Scope): unknown {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.holder?.scope ?? at.beside) {
    const index = at.compiled.byName.get(name);
    if (index !== undefined) return seen(at.states.of(index), at.given.get(index));
  }
  return seen("waiting", undefined);
}

const seen = (state: StepState, { results = {}, artifacts = {} }: Given = {}): unknown =>
  toCel({ state, results, artifacts });

/** The innermost item, and those with names. */
function itemsAt(scope: Scope, own: ItemPlace | undefined): Pick<Context, "item" | "items" | "index"> {
  const named = new Map<string, unknown>();
  let innermost: { readonly item: unknown; readonly index: bigint } | undefined;
  const note = (at: Scope, index: number, item: number): void => {
    const value = toCel(at.fans.get(index)?.items[item] ?? null);
    innermost ??= { item: value, index: BigInt(item) };
    const name = at.step(index).step.forEach?.as;
    if (name !== undefined && !named.has(name)) named.set(name, value);
  };
  if (own !== undefined) note(scope, own.index, own.item);
  for (let { holder } = scope; holder !== undefined; holder = holder.scope.holder)
    if (holder.item !== undefined) note(holder.scope, holder.index, holder.item);
  return { ...innermost, items: Object.fromEntries(named) };
}

/** A value as CEL sees it, for facts that stay. */
export const factOf = (value: Readonly<Record<string, Json>>): unknown => toCel(value);
