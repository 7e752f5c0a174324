import { type Resource, SlipwayError } from "@slipway/model";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { withRestart } from "@slipway/model/kinds/endpoint/update-attempt.ts";
import type { Command } from "../command.ts";
import { listArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { answers } from "../objects/answers.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";
import { selectedObjects } from "../objects/selected-objects.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("[name...]", "NAME, KIND/NAME or KIND NAME, of what serves: endpoints")
      .option("-l, --selector <labels>", "all with these labels, as a=b,c!=d")
      .addHelpText(
        "after",
        `
New pods of the same model come up, get their share of the requests, and then the old ones end.

Examples:
  slipway restart churn
  slipway restart churn && slipway wait endpoint/churn`,
      ),

  async run(session, args, options) {
    const selector = textOption(options, "selector");
    const targets = await selectedObjects(session, listArgument(args, 0), { selector, among: answers });
    for (const target of targets) requireServing(target);
    for (const target of targets) await restart(session, target);
    return EXIT.ok;
  },
};

function requireServing(target: Reference): void {
  if (target.kind.kind === endpointKind.kind && target.kind.group === endpointKind.group) return;
  throw new SlipwayError(
    "SLIP-CLI-029",
    `${nameOf(target)}: only endpoints are restarted, and it is a ${target.kind.kind}`,
  );
}

async function restart(session: Session, target: Reference): Promise<void> {
  const { kubernetes } = await session.client();
  const at = await locate(session, target);
  const object = (await kubernetes.get<Resource>(target.kind, at)) as Endpoint;
  if (object.status?.slipway?.runtime === "sagemaker")
    throw new SlipwayError(
      "SLIP-CLI-029",
      `${nameOf(target)}: it runs in SageMaker, which has no call for it; give it another endpoint configuration of the same model`,
    );
  const { annotations } = withRestart(object, new Date()).metadata;
  const changed = await kubernetes.patch<Resource>(target.kind, at, { metadata: { annotations } });
  await session.print(changed, () =>
    session.formatter.format === "name" ? `${nameOf(target)}\n` : `${nameOf(target)} is being restarted\n`,
  );
}
