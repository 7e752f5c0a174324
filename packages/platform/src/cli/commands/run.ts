import { defined } from "@slipway/model";
import { type Flow, flowKind } from "@slipway/model/kinds/flow/index.ts";
import { flowRunFacts } from "@slipway/model/kinds/flow-run/facts.ts";
import type { FlowRunSpec } from "@slipway/model/kinds/flow-run/index.ts";
import type { Command, CommandOptions } from "../command.ts";
import { collect, listOption, textArgument, textOption } from "../command.ts";
import { usageError } from "../errors/usage-error.ts";
import { applyFlow, shortVersion } from "../flow/apply-flow.ts";
import { createRun } from "../flow/create-run.ts";
import { flowIn, isFlowFile } from "../flow/flow-file.ts";
import { parametersOf } from "../flow/parameters-of.ts";
import { toEnd } from "../flow/to-end.ts";
import { keyValues } from "../objects/key-values.ts";
import { servedKind } from "../objects/known-kinds.ts";
import { labelsOf } from "../objects/labels.ts";
import { requireObjectName } from "../objects/object-name.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument(
        "<file or flow>",
        "a file with a flow (.yaml, .json, .ts), -, or the name of a Flow that is there",
      )
      .option("--param <NAME=VALUE>", "a parameter (repeatable); lists, numbers and objects as JSON", collect)
      .option("--name <name>", "the run's name (default: from the flow and the time)")
      .option("--flow <name>", "which flow, of a file that has several")
      .option("--label <key=value>", "a label of the run, to select it by (repeatable)", collect)
      .option("--no-wait", "do not wait for its end")
      .addHelpText(
        "after",
        `
What ends in .yaml, .yml, .json, .ts, .js, .mts or .mjs is a file. Its flow becomes the Flow's newest version, and the run keeps to
that, whatever is deployed later. Ctrl-C leaves the run going. Exit codes: 0 succeeded, 100 failed, 103 canceled.

Examples:
  slipway run nightly.yaml --param day=2026-11-30
  slipway run nightly --param 'rates=[0.1, 0.2]' --name first`,
      ),

  async run(session, args, options) {
    const what = textArgument(args, 0) ?? "";
    const name = textOption(options, "name");
    if (name !== undefined) requireObjectName("--name", name);
    const texts = keyValues("--param", listOption(options, "param"));
    const { flow, spec } = isFlowFile(what)
      ? await ofFile(session, { file: what, flow: textOption(options, "flow"), texts })
      : await ofFlow(session, { word: what, options, texts });
    const labels = labelsOf(listOption(options, "label"));
    const { namespace } = flow.metadata;
    const run = await createRun(session, { spec, labels, ...defined({ name, namespace }) });
    const reference = { kind: servedKind(flowRunFacts), name: run.metadata.name };
    return toEnd(session, { reference, run, definition: flow.spec, isAwaited: options["wait"] !== false });
  },
};

interface Asked {
  readonly flow: Flow;
  readonly spec: FlowRunSpec;
}

/** The parameters are judged before anything is changed. */
async function ofFile(
  session: Session,
  of: {
    readonly file: string;
    readonly flow: string | undefined;
    readonly texts: Readonly<Record<string, string>>;
  },
): Promise<Asked> {
  const manifest = await flowIn(session, of.file, of.flow);
  const parameters = parametersOf(manifest.spec, of.texts);
  const { flow, version, before } = await applyFlow(session, manifest);
  const { name } = flow.metadata;
  session.say(
    `flow/${name} ${before?.status?.version === version ? "unchanged" : "deployed"}: ${shortVersion(version)}`,
  );
  return { flow, spec: specOf(flow, { version, parameters }) };
}

async function ofFlow(
  session: Session,
  {
    word,
    options,
    texts,
  }: {
    readonly word: string;
    readonly options: CommandOptions;
    readonly texts: Readonly<Record<string, string>>;
  },
): Promise<Asked> {
  if (textOption(options, "flow") !== undefined)
    throw usageError("--flow is only for a file with several flows");
  const name = /^(?:flows?|fl)\/([^/]+)$/.exec(word)?.[1] ?? word;
  if (name.includes("/"))
    throw usageError(
      `${word}: expected the name of a Flow, or a file that ends in .yaml, .yml, .json or .ts`,
    );
  const { kubernetes } = await session.client();
  const flow = await kubernetes.get(flowKind, { name, namespace: await session.namespace() });
  return {
    flow,
    spec: specOf(flow, { version: flow.status?.version, parameters: parametersOf(flow.spec, texts) }),
  };
}

function specOf(
  { metadata }: Flow,
  {
    version,
    parameters,
  }: { readonly version: string | undefined; readonly parameters: FlowRunSpec["parameters"] },
): FlowRunSpec {
  return {
    flow: metadata.name,
    ...defined({ version }),
    ...(Object.keys(parameters ?? {}).length === 0 ? {} : defined({ parameters })),
  };
}
