import { SlipwayError } from "@slipway/model";
import { isOfCatchAws, PROXIES } from "@slipway/model/aws/catch-aws.ts";
import type { Command } from "../command.ts";
import { textOption } from "../command.ts";
import type { HomeConnection } from "../context.ts";
import { writeClientFiles } from "../env/client-files.ts";
import { type EnvironmentChange, environmentOf } from "../env/environment.ts";
import { isShell, SHELLS, script, shellOf } from "../env/shells.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .option("--shell <name>", `${SHELLS.join(", ")} (default: from $SHELL)`)
      .option(
        "--catch-aws",
        "lead every host of AWS's to this home, by a proxy; all others are passed through",
      )
      .addHelpText(
        "after",
        `
Examples:
  eval "$(slipway env)"                                bash, zsh
  eval "$(slipway env --catch-aws)"                    for clients that hard-code hosts, as the SageMaker SDK does
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
    const { env } = session.context;
    const catchAws = options["catchAws"] === true;
    if (catchAws) requireProxy(connection);
    const files = writeClientFiles(connection, { env, catchAws });
    const change: EnvironmentChange = environmentOf(connection, { env, files, catchAws });
    if (catchAws && PROXIES.some((name) => env[name] && !isOfCatchAws(name, env[name])))
      session.say(
        "HTTPS_PROXY is replaced: hosts that are not AWS's are asked directly, without the proxy it named.",
      );
    await session.print(change, () => script(shell, change));
    if (session.context.stdout.isTty && !session.forPrograms)
      session.say(
        `This was only printed. To set it in this shell: eval "$(slipway env${catchAws ? " --catch-aws" : ""})"`,
      );
    return EXIT.ok;
  },
};

function requireProxy({ aws }: HomeConnection): void {
  if (aws.proxy === undefined)
    throw usageError(
      "--catch-aws: only a home on this machine (`slipway up`) has a proxy; one in a cluster has none",
    );
}
