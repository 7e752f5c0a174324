import { SlipwayError } from "@slipway/model";
import { triggerKind, triggerPath, triggerPurpose } from "@slipway/model/kinds/trigger/index.ts";
import { keyPassword } from "#lib/http/key-password.ts";
import type { Command } from "../command.ts";
import { textArgument } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { columns } from "../output/columns.ts";

export const command: Command = {
  configure: (command) =>
    void command.argument("<trigger>", "NAME or trigger/NAME, of one with http").addHelpText(
      "after",
      `
Whoever has the password may send events to this trigger, and do nothing else. GitHub takes it as a webhook's
secret (content type application/json), GitLab as its secret token; others send Authorization: Bearer PASSWORD.
It is made of the namespace's access key, and counts as long as that.

Examples:
  slipway trigger on-push
  slipway trigger on-push -o jsonpath='{.password}'`,
    ),

  async run(session, args) {
    const name = (textArgument(args, 0) ?? "").replace(/^(triggers?|trg)\//, "");
    const { kubernetes } = await session.client();
    const namespace = await session.namespace();
    const trigger = await kubernetes.get(triggerKind, { name, namespace });
    if (trigger.spec.http === undefined)
      throw new SlipwayError("SLIP-API-010", `trigger/${name} takes no events: it waits for objects`);
    const { aws } = await session.connection();
    const address = `${aws.endpoint}${triggerPath({ name, keyId: aws.accessKeyId })}`;
    const password = keyPassword(aws.secretAccessKey, triggerPurpose({ namespace, name }));
    await session.print(
      { address, password },
      () => `${columns(["Address", address], [["Password", password]])}
Send an event:
  curl -sS --fail-with-body -H "Authorization: Bearer $(slipway trigger ${name} -o jsonpath='{.password}')" \\
    -d '{"hello": "world"}' '${address}'
`,
    );
    return EXIT.ok;
  },
};
