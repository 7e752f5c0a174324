import type { Command } from "../command.ts";
import { textArgument } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<file>", "the file to write; it must not exist yet")
      .addHelpText(
        "after",
        "\nThe copy is consistent while Slipway goes on. It holds secrets: keep it as safe as the state folder.",
      ),

  async run(session, args) {
    const file = session.path(textArgument(args, 0) ?? "");
    const { bytes } = await session.context.home.backup(session.stateDir, file);
    await session.print({ file, bytes }, () => `Wrote ${file} (${(bytes / 1024 / 1024).toFixed(1)} MiB).\n`);
    return EXIT.ok;
  },
};
