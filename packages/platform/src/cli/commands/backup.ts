import type { Command } from "../command.ts";
import { flag, textArgument } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<file>", "the file to write; it must not exist yet")
      .option("--overwrite", "write over a file that is there")
      .addHelpText(
        "after",
        `
The copy is consistent while Slipway goes on. It holds secrets: keep it as safe as the state folder.
\`slipway restore FILE\` makes a state folder of it again.`,
      ),

  async run(session, args, options) {
    const file = session.path(textArgument(args, 0) ?? "");
    session.say(`Copying ${session.stateDir}.`);
    const { signal } = session;
    const { bytes } = await session.context.home
      .backup(session.stateDir, file, { overwrite: flag(options, "overwrite"), signal })
      .catch((error: unknown) => {
        if (signal.aborted) session.say("\nInterrupted: nothing was written.");
        throw error;
      });
    await session.print({ file, bytes }, () => `Wrote ${file} (${(bytes / 1024 / 1024).toFixed(1)} MiB).\n`);
    return EXIT.ok;
  },
};
