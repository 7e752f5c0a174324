import { userInfo } from "node:os";
import { defined, SlipwayError } from "@slipway/model";
import type { ApproveAnswer } from "@slipway/model/flows/index.ts";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { type Command, collect, flag, listArgument, listOption, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { isRun } from "../flow/is-run.ts";
import { keyValues } from "../objects/key-values.ts";
import { namedObject } from "../objects/named-objects.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<run...>", "NAME, flowrun/NAME or flowrun NAME, of a run that waits for an answer")
      .requiredOption("--step <path>", "the step that asks, for instance gate or deploys[2].gate")
      .option("--field <name=value>", "a value that the step asks for; as often as there are such", collect)
      .option("--reject", "say no: the step fails")
      .option("--comment <text>", "why")
      .addHelpText(
        "after",
        `
Answers a step that waits for a person; the first answer that fits counts. One that does not fit leaves the step waiting, and slipway
describe says why. Who may change a FlowRun may answer; your name here stands beside the answer.

Examples:
  slipway approve flowrun/nightly-1 --step gate --field share=10
  slipway approve flowrun/nightly-1 --step gate --reject --comment "after the holidays"`,
      ),

  async run(session, args, options) {
    const target = await namedObject(session, listArgument(args, 0), isRun);
    if (target.kind.kind !== flowRunKind.kind)
      throw new SlipwayError("SLIP-CLI-029", `${nameOf(target)}: runs of pipelines are approved`);
    const step = textOption(options, "step") ?? "";
    const isRejected = flag(options, "reject");
    const fields = keyValues("--field", listOption(options, "field"));
    if (isRejected && Object.keys(fields).length > 0)
      throw usageError("--field has no meaning with --reject: leave one of them out");
    const { kubernetes } = await session.client();
    const at = await locate(session, target);
    const run = await kubernetes.get<FlowRun>(flowRunKind, at);
    requireOpen(target, run, step);
    const comment = textOption(options, "comment");
    const answer: ApproveAnswer = { approved: !isRejected, by: userInfo().username, ...defined({ comment }) };
    const changed = await kubernetes.patch<FlowRun>(flowRunKind, at, {
      spec: { approvals: { [step]: { comment: null, ...answer, fields: instead(run, step, fields) } } },
    });
    await session.print(changed, () => `${nameOf(target)} ${step} ${isRejected ? "rejected" : "approved"}\n`);
    return EXIT.ok;
  },
};

function requireOpen(target: Reference, { status }: FlowRun, step: string): void {
  if (status?.completionTime !== undefined)
    throw usageError(`${nameOf(target)} is over: nobody waits for an answer to ${step}`);
}

/** Of an answer that did not fit nothing stays. */
function instead(
  { spec }: FlowRun,
  step: string,
  fields: Readonly<Record<string, string>>,
): Readonly<Record<string, string | null>> {
  const before = Object.keys(spec.approvals?.[step]?.fields ?? {});
  return { ...Object.fromEntries(before.map((name) => [name, null])), ...fields };
}
