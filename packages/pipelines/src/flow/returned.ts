import type { FlowResult } from "@slipway/model/flows/definition.ts";
import type { BuildScope } from "../build/build-scope.ts";
import { isMade } from "../build/made.ts";
import { checkMember } from "../build/names.ts";
import type { StepNode } from "../build/step-node.ts";
import { member } from "../references/literal.ts";
import type { AnyRef, Reference, RefOf } from "../references/types.ts";
import { checkHomes, Value } from "../references/value.ts";
import type { Shape } from "../types/shape.ts";

/** What a function of steps may return: nothing, one reference, or some by name, as a step gives them. */
// biome-ignore lint/suspicious/noConfusingVoidType: it is what a function without a return has
export type Returned = void | AnyRef | { readonly [name: string]: AnyRef };

/** The same as seen from outside. */
export type Outside<R> =
  R extends Reference<infer S extends Shape>
    ? RefOf<S>
    : R extends object
      ? { readonly [K in keyof R & string]: R[K] }
      : unknown;

/** What one reference that comes out alone is called. */
const ALONE = "value";

export interface ValuesReturned {
  readonly values: ReadonlyMap<string, Value>;
  /** It is one reference, and none by name. */
  readonly isAlone: boolean;
}

/** Throws for what is no reference, or is not seen there. */
export function valuesReturned(returned: unknown, scope: BuildScope, who: string): ValuesReturned {
  if (returned === undefined || returned === null) return { values: new Map(), isAlone: false };
  if (returned instanceof Value)
    return { values: checked(new Map([[ALONE, returned]]), scope), isAlone: true };
  const entries = typeof returned === "object" ? Object.entries(returned) : undefined;
  const wrong = entries?.find(([, value]) => !(value instanceof Value));
  if (entries === undefined || wrong !== undefined || (entries.length === 0 && !isMade(returned)))
    throw new TypeError(
      `The function of ${who} returns ${wrong === undefined ? "something" : `${wrong[0]}, which is`} that is no reference: expected nothing, a reference or an object of references (of a flow.map: what collect gives).`,
    );
  for (const [name] of entries) checkMember(name, `A result of ${who}`);
  return { values: checked(new Map(entries as readonly [string, Value][]), scope), isAlone: false };
}

function checked(values: ReadonlyMap<string, Value>, scope: BuildScope): ReadonlyMap<string, Value> {
  for (const value of values.values()) {
    checkHomes(value, scope);
    value.noteUse();
  }
  return values;
}

export const asResults = ({ values }: ValuesReturned): readonly FlowResult[] =>
  [...values].map(([name, value]) => ({ name, value: value.json }));

/** What a step that holds others gives, as steps beside it see that. */
export function seenFrom({ values, isAlone }: ValuesReturned, { name, scope }: StepNode): ValuesReturned {
  const results = `${member("steps", name)}.results`;
  const entries = [...values].map(([result, { spec }]): [string, Value] => [
    result,
    new Value({ cel: member(results, result), spec, homes: [scope] }),
  ]);
  return { values: new Map(entries), isAlone };
}

/** The same for whoever called the function that made it. */
export function outside(returned: ValuesReturned, node: StepNode): object {
  const { values, isAlone } = seenFrom(returned, node);
  const alone = values.get(ALONE);
  return isAlone && alone !== undefined ? alone : Object.fromEntries(values);
}
