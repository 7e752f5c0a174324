import type { BuildScope } from "../build/build-scope.ts";
import { buildIn, frameFor, makeStep } from "../build/frame.ts";
import { asMade } from "../build/made.ts";
import { applyGate } from "../component/apply-options.ts";
import { givenInputs } from "../component/given-inputs.ts";
import type { GateOptions } from "../component/options.ts";
import { flow } from "../flow/flow.ts";
import { asResults, outside, seenFrom, type ValuesReturned, valuesReturned } from "../flow/returned.ts";
import { asValue } from "../references/convert.ts";
import { member } from "../references/literal.ts";
import type { Value } from "../references/value.ts";
import { statusOf } from "./build.ts";
import type { PipelineFacts } from "./facts.ts";

type Params = Readonly<Record<string, Value>>;

/** A pipeline within another: one step that holds its steps. */
export function asStep(facts: PipelineFacts, given: object, gate: GateOptions): object {
  const { name, onExit } = facts.options;
  const frame = frameFor(`the pipeline ${name}`);
  const params = Object.fromEntries(
    givenInputs(facts.params, given, name).map(([param, value]): [string, Value] => {
      const spec = facts.params[param]?.spec ?? { type: "object" };
      return [param, asValue(value, spec, { scope: frame.scope, what: `${name}'s parameter ${param}` })];
    }),
  );
  const node = makeStep(frame, { base: name, chosen: gate.name });
  applyGate(node, gate, frame.scope);
  const inside = frame.scope.within(node);
  const values = onExit === undefined ? mainOf(facts, params, inside) : withExit(facts, params, inside);
  node.gives(asResults(values));
  return asMade(outside(values, node), node);
}

const mainOf = ({ options, body }: PipelineFacts, params: Params, scope: BuildScope): ValuesReturned =>
  valuesReturned(
    buildIn({ scope }, () => body({ params, flow })),
    scope,
    options.name,
  );

/** What runs on exit is the teardown of a set-up that does nothing: it runs after all the others also where they failed, or the run was canceled. */
function withExit(facts: PipelineFacts, params: Params, scope: BuildScope): ValuesReturned {
  const begin = makeStep({ scope }, { base: "begin" });
  begin.draft.pass = {};
  begin.draft.setup = true;
  const main = makeStep({ scope, after: [begin] }, { base: "main" });
  const inMain = scope.within(main);
  const values = mainOf(facts, params, inMain);
  main.gives(asResults(values));
  const exit = makeStep({ scope }, { base: "on-exit" });
  exit.draft.teardownOf = [begin.name];
  const status = statusOf(`${member("steps", main.name)}.state`, [scope]);
  buildIn({ scope: scope.within(exit) }, () => facts.options.onExit?.({ status, params, flow } as never));
  return seenFrom(values, main);
}
