import { buildIn, type Frame, frameFor, makeStep } from "../build/frame.ts";
import { asMade } from "../build/made.ts";
import type { StepNode } from "../build/step-node.ts";
import { applyGate } from "../component/apply-options.ts";
import type { GateOptions } from "../component/options.ts";
import { asValue } from "../references/convert.ts";
import { member } from "../references/literal.ts";
import type { Condition, Made, Reference, RefOf } from "../references/types.ts";
import { Value } from "../references/value.ts";
import type { Shape } from "../types/shape.ts";
import { goesInto, type Spec } from "../types/spec.ts";
import { asResults, outside, type Returned, type ValuesReturned, valuesReturned } from "./returned.ts";

/** What both branches give, by the same name and of the same type; the wider one where one goes into the other. */
export type Joined<A, B> = Made & Common<A, B>;

type Common<A, B> =
  A extends Reference<infer S extends Shape>
    ? B extends Reference<infer T extends Shape>
      ? Wider<S, T>
      : unknown
    : B extends Reference<Shape>
      ? unknown
      : A extends object
        ? B extends object
          ? {
              readonly [K in keyof A & keyof B & string as JoinedOf<A[K], B[K]> extends never
                ? never
                : K]: JoinedOf<A[K], B[K]>;
            }
          : unknown
        : unknown;

type JoinedOf<A, B> =
  A extends Reference<infer S extends Shape>
    ? B extends Reference<infer T extends Shape>
      ? Wider<S, T>
      : never
    : never;

type Wider<S extends Shape, T extends Shape> = [S] extends [T]
  ? RefOf<T>
  : [T] extends [S]
    ? RefOf<S>
    : never;

export interface WhenFlow {
  /**
   * Steps that run where a condition holds, and others where it does not. What comes after either way is told by `needs`, or reads what both
   * branches give.
   *
   * @example
   * const { model } = flow.when(best.auc.gte(0.8), () => best, () => train({ data, lr: 0.01 }));
   */
  <A extends Returned, B extends Returned>(
    condition: Condition,
    then: () => A,
    otherwise: () => B,
    options?: GateOptions,
  ): Joined<A, B>;
  (condition: Condition, then: () => Returned, otherwise?: undefined, options?: GateOptions): Made;
}

type Branch = () => unknown;

export const when = ((
  condition: unknown,
  ...[then, otherwise, options = {}]: [Branch, Branch?, GateOptions?]
): object => {
  const frame = frameFor("flow.when");
  const value = asValue(
    condition,
    { type: "boolean" },
    { scope: frame.scope, what: "The condition of flow.when" },
  );
  const negated = value.not();
  negated.noteUse();
  const base = options.name ?? "when";
  const first = branch(frame, { name: `${base}-then`, cel: value.cel, body: then, options });
  const second =
    otherwise && branch(frame, { name: `${base}-otherwise`, cel: negated.cel, body: otherwise, options });
  const join = makeStep(frame, { base: "when", chosen: options.name });
  join.draft.pass = {};
  join.draft.triggerRule = second === undefined ? "none_failed" : "none_failed_min_one_success";
  join.needs.add(first.node.name);
  if (second === undefined) return asMade({}, join);
  join.needs.add(second.node.name);
  const values = joined(first, second, frame.scope);
  join.gives(asResults(values));
  return asMade(outside(values, join), join);
}) as unknown as WhenFlow;

interface BranchMade {
  readonly node: StepNode;
  readonly values: ValuesReturned;
}

function branch(
  frame: Frame,
  {
    name,
    cel,
    body,
    options,
  }: { readonly name: string; readonly cel: string; readonly body: Branch; readonly options: GateOptions },
): BranchMade {
  const node = makeStep(frame, { base: name });
  applyGate(node, options, frame.scope);
  node.draft.when = options.when === undefined ? cel : `(${node.draft.when}) && (${cel})`;
  const inside = frame.scope.within(node);
  const values = valuesReturned(buildIn({ scope: inside }, body), inside, name);
  if (inside.nodes.length === 0) makeStep({ scope: inside }, { base: "nothing" }).draft.pass = {};
  node.gives(asResults(values));
  return { node, values };
}

/** Of what both give that of the branch that has run. */
function joined(first: BranchMade, second: BranchMade, home: object): ValuesReturned {
  const common = [...first.values.values].flatMap(([name, { spec }]): [string, Value][] => {
    const other = second.values.values.get(name)?.spec;
    const wider = other && widerOf(spec, other);
    if (wider === undefined) return [];
    const [a, b] = [first, second].map(({ node }) => member("steps", node.name));
    const cel = `${a}.state == "success" ? ${member(`${a}.results`, name)} : ${member(`${b}.results`, name)}`;
    return [[name, new Value({ cel, spec: wider, homes: [home] })]];
  });
  const areAlone = first.values.isAlone && second.values.isAlone;
  const isMixed = first.values.isAlone !== second.values.isAlone;
  return { values: new Map(isMixed ? [] : common), isAlone: areAlone && common.length > 0 };
}

function widerOf(a: Spec, b: Spec): Spec | undefined {
  if (goesInto(a, b)) return a;
  return goesInto(b, a) ? b : undefined;
}
