import { defined } from "@slipway/model";
import type { Json } from "@slipway/model/flows/json.ts";
import { asMade } from "../build/made.ts";
import { dnsName } from "../build/names.ts";
import { knownPipeline, type PipelineOf } from "../build/pipelines.ts";
import { givenInputs } from "../component/given-inputs.ts";
import type { Arguments, Outputs } from "../component/types.ts";
import { type Outside, outside } from "../flow/returned.ts";
import { asValue, type Where } from "../references/convert.ts";
import { resultsOf } from "../references/given-by.ts";
import type { Made } from "../references/types.ts";
import type { GivenByName } from "../types/given.ts";
import type { Spec } from "../types/spec.ts";
import type { TypesByName } from "../types/typed.ts";
import type { GivenJson, GivenText } from "./given-in.ts";
import { jsonIn, optionalTextIn, textIn } from "./json-of.ts";
import { makeWork } from "./make-work.ts";
import type { WorkStepOptions } from "./options.ts";

export type FlowRunOptions = WorkStepOptions & {
  /** One of its versions; absent: the one that it has when the outer run begins. */
  readonly version?: GivenText;
};

export interface RunFlow {
  /**
   * A run of its own of another pipeline, which has to be deployed too. Called as a function in place of this, a pipeline's steps become steps of the outer one.
   *
   * @example
   * const { auc } = flow.run(nightly, { day: run.date });
   */
  <P extends TypesByName, R>(
    pipeline: PipelineOf<P, R>,
    ...given: Arguments<GivenByName<P>, FlowRunOptions>
  ): Made & Outside<R>;
  /**
   * The same of a Flow that is no pipeline of TypeScript, by its name; `results` says what of it is read.
   *
   * @example
   * const { rows } = flow.run("import", { day: run.date }, { results: { rows: p.integer() } });
   */
  <const O extends TypesByName = Record<never, never>>(
    name: GivenText,
    given?: Readonly<Record<string, GivenJson>>,
    options?: FlowRunOptions & { readonly results?: O },
  ): Outputs<O>;
}

type Options = FlowRunOptions & { readonly results?: TypesByName };

export const runFlow = ((called: unknown, given: object = {}, options: Options = {}): object =>
  typeof called === "function"
    ? ofPipeline(called, given, options)
    : ofName(called, given, options)) as unknown as RunFlow;

const WHO = "flow.run";

function ofPipeline(called: object, given: object, options: Options): object {
  const known = knownPipeline(called);
  if (known === undefined)
    throw new TypeError(
      `${WHO} runs a pipeline, or a Flow by its name: it is given a function that is none.`,
    );
  const { name, params, returned } = known;
  const said = givenInputs(params, given, name).filter(
    ([param]) => (given as Readonly<Record<string, unknown>>)[param] !== undefined,
  );
  const node = makeWork({ who: WHO, base: name, options }, (where) => ({
    flow: defined({
      name,
      version: optionalTextIn(options.version, { ...where, what: `${WHO}'s version` }),
      parameters: some(
        said.map(([param, value]) => {
          const spec = params[param]?.spec ?? { type: "object" };
          return [param, asValue(value, spec, { ...where, what: `${name}'s parameter ${param}` }).json];
        }),
      ),
    }),
  }));
  const gives = [...returned.values].map(([result, { spec }]): [string, Spec] => [result, spec]);
  node.origin = { name, gives: Object.fromEntries(gives) };
  return asMade(outside(returned, node), node);
}

function ofName(called: unknown, given: object, options: Options): object {
  const base = typeof called === "string" ? dnsName(called) : "run";
  const node = makeWork({ who: WHO, base, options }, (where) => ({
    flow: defined({
      name: textIn(called, { ...where, what: `${WHO}'s name` }),
      version: optionalTextIn(options.version, { ...where, what: `${WHO}'s version` }),
      parameters: some(entriesOf(given, where)),
    }),
  }));
  const specs = Object.entries(options.results ?? {}).map(([name, { spec }]): [string, Spec] => [name, spec]);
  const gives = Object.fromEntries(specs);
  node.origin = { name: base, gives };
  return asMade({ ...resultsOf(node, gives) }, node);
}

const entriesOf = (given: object, where: Where): readonly (readonly [string, Json])[] =>
  Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, jsonIn(value, { ...where, what: `${WHO}'s parameter ${name}` })]);

const some = (entries: readonly (readonly [string, Json])[]): Readonly<Record<string, Json>> | undefined =>
  entries.length === 0 ? undefined : Object.fromEntries(entries);
