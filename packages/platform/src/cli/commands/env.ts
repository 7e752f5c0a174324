import { SlipwayError } from "@slipway/model";
import type { Command } from "../command.ts";
import { textOption } from "../command.ts";
import { type EnvironmentChange, environmentOf } from "../env/environment.ts";
import { isShell, SHELLS, script, shellOf } from "../env/shells.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";

export const command: Command = {
  configure: (command) =>
    void command.option("--shell <name>", `${SHELLS.join(", ")} (default: from $SHELL)`).addHelpText(
      "after",
      `
Examples:
  eval "$(slipway env)"                                bash, zsh
  slipway env --shell fish | source                    fish
  slipway env --shell powershell | Out-String | iex    PowerShell`,
    ),

  async run(session, _args, options) {
    const shell = textOption(options, "shell") ?? shellOf(session.context.env);
    if (!isShell(shell)) throw usageError(`--shell ${shell}: expected ${SHELLS.join(", ")}`);
    const connection = await session.connection();
    const { refused } = connection.aws;
    if (refused !== undefined) throw new SlipwayError("SLIP-API-006", refused);
    const { jobsIn, namespace } = connection;
    if (jobsIn?.includes(namespace) === false)
      session.say(`Namespace ${namespace} has no jobs; AWS clients will work in namespace ${jobsIn[0]}.`);
    const change: EnvironmentChange = environmentOf(connection, session.context.env);
    await session.print(change, () => script(shell, change));
    if (session.context.stdout.isTty && !session.forPrograms)
      session.say('This was only printed. To set it in this shell: eval "$(slipway env)"');
    return EXIT.ok;
  },
};
