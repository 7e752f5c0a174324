import { Argument } from "commander";
import type { Command } from "../command.ts";
import { textArgument } from "../command.ts";
import { completionScript, SHELLS, type Shell } from "../completion/script.ts";
import { EXIT } from "../errors/exit-code.ts";

export const command: Command = {
  configure: (command) =>
    void command.addArgument(new Argument("<shell>", "your shell").choices(SHELLS)).addHelpText(
      "after",
      `
Commands, options, kinds and names of objects are completed by TAB; names are
those of the home that runs, or of --state, --namespace and --context as far as
they are written. The command has to be on the PATH as slipway.

bash, in ~/.bashrc:
  eval "$(slipway completion bash)"
zsh, in ~/.zshrc after compinit:
  eval "$(slipway completion zsh)"
fish, once:
  slipway completion fish > ~/.config/fish/completions/slipway.fish
PowerShell, in $PROFILE:
  slipway completion powershell | Out-String | Invoke-Expression`,
    ),

  async run(session, args) {
    session.context.stdout.write(completionScript(textArgument(args, 0) as Shell));
    return EXIT.ok;
  },
};
