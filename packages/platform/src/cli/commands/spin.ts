import { defined } from "@slipway/model";
import type { FlowDefinition, Json } from "@slipway/model/flows/index.ts";
import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import { flowRunFacts } from "@slipway/model/kinds/flow-run/facts.ts";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import type { Command, CommandOptions } from "../command.ts";
import { collect, listOption, textArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { createRun } from "../flow/create-run.ts";
import { flowIn, isFlowFile } from "../flow/flow-file.ts";
import { isRun } from "../flow/is-run.ts";
import { newestRunWith } from "../flow/newest-run.ts";
import { parametersOf } from "../flow/parameters-of.ts";
import { spinToEnd } from "../flow/spin-to-end.ts";
import { keyValues } from "../objects/key-values.ts";
import { servedKind } from "../objects/known-kinds.ts";
import { namedObject } from "../objects/named-objects.ts";
import { requireObjectName } from "../objects/object-name.ts";
import { locate, nameOf } from "../objects/references.ts";
import { shellWord } from "../output/shell-word.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument(
        "<file or flow>",
        "a file with a flow (.yaml, .json, .ts), -, or the name of a Flow that is there",
      )
      .argument("<step>", "the step's path, for instance train or fit[3].train")
      .option(
        "--from <run>",
        "whose inputs it is given (default: the flow's newest run that came to the step)",
      )
      .option("--param <NAME=VALUE>", "a parameter in place of that run's (repeatable)", collect)
      .option("--flow <name>", "which flow, of a file that has several")
      .option("--name <name>", "the name of the run that is made (default: from the flow and the time)")
      .option("--no-wait", "do not wait for its end")
      .addHelpText(
        "after",
        `
The step is done as the file has it by now, on what the steps before it gave in that run: none of them runs again. The run stays as it
is, the file's flow is not deployed, nothing is taken from the cache or kept in it, and a failure is not tried again. Exit codes: 0
succeeded, 100 failed or cannot be run, 103 canceled.

Examples:
  slipway spin nightly.yaml train
  slipway spin nightly.yaml 'fit[3].train' --from flowrun/nightly-20261130-030000 --param rate=0.2`,
      ),

  async run(session, args, options) {
    const [what = "", step = ""] = [textArgument(args, 0), textArgument(args, 1)];
    const name = textOption(options, "name");
    if (name !== undefined) requireObjectName("--name", name);
    const texts = keyValues("--param", listOption(options, "param"));
    const flow = await flowOf(session, what, textOption(options, "flow"));
    const parameters = overrides(flow.definition, texts);
    const from = await runOf(session, { ...flow, step, options });
    const { namespace, name: run } = from.metadata;
    const spin = { run, step, definition: flow.definition };
    const made = await createRun(session, {
      spec: { flow: flow.name, spin, ...(Object.keys(parameters).length === 0 ? {} : { parameters }) },
      labels: {},
      label: `${flow.name}-spin`,
      ...defined({ name, namespace }),
    });
    const reference = { kind: servedKind(flowRunFacts), name: made.metadata.name };
    session.say(`${nameOf(reference)} runs ${step} on what it was given in flowrun/${run}`);
    const again = `slipway spin ${shellWord(what)} ${shellWord(step)}${asGiven(options)}`;
    if (options["wait"] !== false) return spinToEnd(session, reference, { step, again });
    await session.print(made, () => `${nameOf(reference)}\n`);
    session.say(`Next:\n  slipway wait ${nameOf(reference)}\n  slipway logs ${nameOf(reference)}`);
    return EXIT.ok;
  },
};

/** What says which inputs it has. */
const asGiven = (options: CommandOptions): string =>
  [
    ...["flow", "from"].map((name) => [name, textOption(options, name)] as const),
    ...listOption(options, "param").map((text) => ["param", text] as const),
  ]
    .map(([name, value]) => (value === undefined ? "" : ` --${name} ${shellWord(value)}`))
    .join("");

interface SpunFlow {
  readonly name: string;
  readonly namespace: string;
  readonly definition: FlowDefinition;
}

async function flowOf(session: Session, what: string, flow: string | undefined): Promise<SpunFlow> {
  if (isFlowFile(what)) {
    const { metadata, spec } = await flowIn(session, what, flow);
    const namespace = metadata.namespace ?? (await session.namespace());
    return { name: metadata.name, namespace, definition: spec };
  }
  if (flow !== undefined) throw usageError("--flow is only for a file with several flows");
  const name = /^(?:flows?|fl)\/([^/]+)$/.exec(what)?.[1] ?? what;
  if (name.includes("/"))
    throw usageError(
      `${what}: expected a file that ends in .yaml, .yml, .json or .ts, or the name of a Flow; --from says which run`,
    );
  const { kubernetes } = await session.client();
  const namespace = await session.namespace();
  const { spec } = await kubernetes.get(flowKind, { name, namespace });
  return { name, namespace, definition: spec };
}

/** What is not given is the run's. */
function overrides(
  { parameters = [] }: FlowDefinition,
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, Json>> {
  const own = parameters.map((one) => (Object.hasOwn(texts, one.name) ? one : { ...one, default: "" }));
  return parametersOf({ parameters: own, steps: [] }, texts);
}

/** Throws where there is no such run, or none of the flow at all. */
async function runOf(
  session: Session,
  { name, namespace, step, options }: SpunFlow & { readonly step: string; readonly options: CommandOptions },
): Promise<FlowRun> {
  const from = textOption(options, "from");
  if (from !== undefined) {
    const { kubernetes } = await session.client();
    return kubernetes.get(flowRunKind, await locate(session, await namedObject(session, [from], isRun)));
  }
  const newest = await newestRunWith(session, { name, namespace }, step);
  if (newest !== undefined) return newest;
  throw usageError(
    `the flow ${name} has no run yet whose inputs ${step} could be given: slipway run, and then spin`,
  );
}
