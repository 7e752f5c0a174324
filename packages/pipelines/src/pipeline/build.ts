import { defined } from "@slipway/model";
import type { FlowDefinition } from "@slipway/model/flows/definition.ts";
import { BuildScope } from "../build/build-scope.ts";
import { buildIn } from "../build/frame.ts";
import { flow } from "../flow/flow.ts";
import { asResults, type ValuesReturned, valuesReturned } from "../flow/returned.ts";
import { member } from "../references/literal.ts";
import { Value } from "../references/value.ts";
import { asParameters } from "../types/as-parameters.ts";
import type { PipelineFacts } from "./facts.ts";

/** A pipeline whose function has run. */
export interface Built {
  readonly definition: FlowDefinition;
  readonly main: BuildScope;
  readonly exit: BuildScope;
  readonly returned: ValuesReturned;
}

/** Runs a pipeline's function once. */
export function build({ options, params, body }: PipelineFacts): Built {
  const { name, onExit, description, maxActiveSteps, timeout, outcome } = options;
  const main = new BuildScope(name);
  const given = Object.fromEntries(
    Object.entries(params).map(([param, { spec }]): [string, Value] => [
      param,
      new Value({ cel: member("parameters", param), spec, homes: [main] }),
    ]),
  );
  const returned = valuesReturned(
    buildIn({ scope: main }, () => body({ params: given, flow })),
    main,
    name,
  );
  const results = asResults(returned);
  if (main.nodes.length === 0)
    throw new TypeError(`The pipeline ${name} makes no step: call a component in its function.`);
  const exit = new BuildScope(name, { parent: main });
  if (onExit !== undefined)
    buildIn({ scope: exit }, () => onExit({ status: statusOf("run.state"), params: given, flow } as never));
  checkUsed(main, name);
  const definition: FlowDefinition = defined({
    description,
    parameters: some(asParameters(params)),
    steps: main.steps,
    results: some(results),
    onExit: some(exit.steps),
    outcome,
    maxActiveSteps,
    timeoutSeconds: timeout,
  });
  return { definition: frozen(definition), main, exit, returned };
}

/** How a run, or a pipeline within one, has ended. */
export const statusOf = (cel: string, homes: readonly BuildScope[] = []): Value =>
  new Value({ cel, spec: { type: "string", enum: ["success", "failed", "canceled"] }, homes });

/** A comparison that nothing used was made for an `if` of JavaScript's, which sees no values. */
function checkUsed({ unused }: BuildScope, name: string): void {
  const [first] = unused.values();
  if (first === undefined) return;
  throw new TypeError(
    `The pipeline ${name} compares ${first} and does nothing with it: JavaScript's if, && and ?: see no values of a run; decide by flow.when(), or by a step's when.`,
  );
}

/** Whoever gets it may not change what a later one gets. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}

const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);
