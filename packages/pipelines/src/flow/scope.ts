import { buildIn, frameFor, makeStep } from "../build/frame.ts";
import { asMade } from "../build/made.ts";
import type { StepNode } from "../build/step-node.ts";
import { applyGate } from "../component/apply-options.ts";
import type { GateOptions } from "../component/options.ts";
import type { Made } from "../references/types.ts";
import { asResults, type Outside, outside, type Returned, valuesReturned } from "./returned.ts";

export interface ScopeOptions extends GateOptions {
  /** A teardown's failure fails the run; absent: it does not. */
  readonly failOnTeardown?: boolean;
}

/**
 * What is set up around some steps, and torn down after them: also where they failed or the run was canceled, and not where the set-up itself did
 * not succeed. Gives what the body does, once all is torn down.
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
  const returned = buildIn({ scope: inside, after: setups }, () => body(made));
  const values = valuesReturned(returned, inside, node.name);
  const torn = setups.map(({ name }) => name);
  buildIn({ scope: inside, onMade: (one) => asTeardown(one, torn, options) }, () => teardown(made));
  if (inside.nodes.every(({ draft }) => draft.teardownOf === undefined))
    throw new TypeError("The teardown of a flow.scope makes no step: call a component in it.");
  node.gives(asResults(values));
  return asMade(outside(values, node), node);
}) as unknown as ScopeFlow;

function asTeardown(node: StepNode, setups: readonly string[], { failOnTeardown }: ScopeOptions): void {
  node.draft.teardownOf = setups;
  if (failOnTeardown === true) node.draft.onFailureFailRun = true;
}
