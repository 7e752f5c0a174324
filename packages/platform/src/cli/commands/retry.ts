import { defined, SlipwayError } from "@slipway/model";
import { flowRunFacts } from "@slipway/model/kinds/flow-run/facts.ts";
import { type FlowRun, type FlowRunSpec, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import type { Command } from "../command.ts";
import { flag, listArgument, textOption } from "../command.ts";
import { usageError } from "../errors/usage-error.ts";
import { createRun } from "../flow/create-run.ts";
import { isRun } from "../flow/is-run.ts";
import { toEnd } from "../flow/to-end.ts";
import { servedKind } from "../objects/known-kinds.ts";
import { namedObject } from "../objects/named-objects.ts";
import { requireObjectName } from "../objects/object-name.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<run...>", "NAME, flowrun/NAME or flowrun NAME, of a run that is over")
      .option("--from-failure", "take over what has succeeded; without it every step runs again")
      .option("--name <name>", "the new run's name (default: from the flow and the time)")
      .option("--no-wait", "do not wait for its end")
      .addHelpText(
        "after",
        `
Makes another run, of the same version of the flow and with the same parameters, whatever was deployed since. With --from-failure
what has succeeded is not run again unless something before it is; setups and their teardowns are where work needs them.

Examples:
  slipway retry flowrun/nightly-20261130-030000 --from-failure`,
      ),

  async run(session, args, options) {
    const target = await namedObject(session, listArgument(args, 0), isRun);
    requireRun(target);
    const name = textOption(options, "name");
    if (name !== undefined) requireObjectName("--name", name);
    const { kubernetes } = await session.client();
    const earlier = await kubernetes.get(flowRunKind, await locate(session, target));
    const spec = flag(options, "fromFailure") ? fromFailure(target, earlier) : fromBeginning(earlier);
    const { namespace } = earlier.metadata;
    const run = await createRun(session, {
      spec,
      ...defined({ name, namespace }),
      labels: ownLabels(earlier),
    });
    const reference = { kind: servedKind(flowRunFacts), name: run.metadata.name };
    session.say(
      `${nameOf(reference)} ${spec.retryOf === undefined ? "runs again what" : "goes on from"} ${nameOf(target)}${spec.retryOf === undefined ? " ran" : ""}`,
    );
    return toEnd(session, { reference, run, isAwaited: options["wait"] !== false });
  },
};

function requireRun(target: Reference): void {
  if (target.kind.kind === flowRunKind.kind && target.kind.group === flowRunKind.group) return;
  throw new SlipwayError(
    "SLIP-CLI-029",
    `${nameOf(target)}: runs of pipelines are retried; start a job again by the command that started it, with another --name or none`,
  );
}

/** Those of Slipway's own say whose run it was. */
const ownLabels = ({ metadata }: FlowRun): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(metadata.labels ?? {}).filter(([key]) => !key.includes("slipway.dev/")));

function fromFailure(target: Reference, { spec, status }: FlowRun): FlowRunSpec {
  const name = nameOf(target);
  if (spec.spin !== undefined)
    throw usageError(`${name} is of one step alone: leave --from-failure out to run that again`);
  if (status?.completionTime === undefined)
    throw usageError(
      `${name} goes on: wait for its end (slipway wait ${name}), or cancel it (slipway stop ${name})`,
    );
  if (status.phase === "Succeeded")
    throw usageError(`${name} has succeeded, nothing of it failed: leave --from-failure out to run it again`);
  return { flow: spec.flow, retryOf: target.name };
}

/** Its version too, where it had come to have one; people answer anew. */
function fromBeginning({ spec, status }: FlowRun): FlowRunSpec {
  if (spec.spin !== undefined) return spec;
  const {
    retryOf: _,
    approvals: _2,
    version = status?.version,
    parameters = status?.parameters,
    ...same
  } = spec;
  return { ...same, ...defined({ version, parameters }) };
}
