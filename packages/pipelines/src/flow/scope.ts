import type { BuildScope } from "../build/build-scope.ts";
import { buildIn, frameFor, makeStep } from "../build/frame.ts";
import { asMade } from "../build/made.ts";
import type { StepNode } from "../build/step-node.ts";
import { applyGate } from "../component/apply-options.ts";
import type { GateOptions } from "../component/options.ts";
import type { Made } from "../references/types.ts";
import {
  asResults,
  type Outside,
  outside,
  type Returned,
  seenFrom,
  type ValuesReturned,
  valuesReturned,
} from "./returned.ts";

export interface ScopeOptions extends GateOptions {
  /** A teardown's failure fails the run; absent: it does not. */
  readonly failOnTeardown?: boolean;
}

/**
 * What is set up around some steps, and torn down after them: also where they failed or the run was canceled, and not where no step of the set-up
 * has succeeded. Gives what the body does, once all is torn down.
 *
 * @example
 * flow.scope(() => createCluster({}), (made) => deleteCluster(made), () => submit({ day: params.day }));
 */
type ScopeFlow = <S extends Returned, R extends Returned>(
  setup: () => S,
  teardown: (made: S) => unknown,
  body: (made: S) => R,
  options?: ScopeOptions,
) => Made & Outside<R>;

type Step = (made: unknown) => unknown;

export const scope = ((
  setup: () => unknown,
  ...[teardown, body, options = {}]: [Step, Step, ScopeOptions?]
): object => {
  const frame = frameFor("flow.scope");
  const node = makeStep(frame, { base: "scope", chosen: options.name });
  applyGate(node, options, frame.scope);
  const inside = frame.scope.within(node);
  const setups: StepNode[] = [];
  const onMade = (made: StepNode): void => {
    made.draft.setup = true;
    setups.push(made);
  };
  const made = buildIn({ scope: inside, onMade }, setup);
  if (setups.length === 0)
    throw new TypeError("The set-up of a flow.scope makes no step: call a component in it.");
  const work = makeStep({ scope: inside, after: setups }, { base: "body" });
  const values = fill(inside, work, () => body(made));
  const undo = makeStep({ scope: inside }, { base: "teardown" });
  undo.draft.teardownOf = setups.map(({ name }) => name);
  if (options.failOnTeardown === true) undo.draft.onFailureFailRun = true;
  fill(inside, undo, () => void teardown(made));
  node.gives(asResults(seenFrom(values, work)));
  return asMade(outside(values, node), node);
}) as unknown as ScopeFlow;

/** Makes the steps inside of one, which gives what their function returns. */
function fill(scope: BuildScope, node: StepNode, body: () => unknown): ValuesReturned {
  const inside = scope.within(node);
  const values = valuesReturned(buildIn({ scope: inside }, body), inside, node.name);
  if (inside.nodes.length === 0)
    throw new TypeError(`The ${node.name} of a flow.scope makes no step: call a component in it.`);
  node.gives(asResults(values));
  return values;
}
