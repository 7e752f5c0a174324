import type { Command } from "../command.ts";
import { flag } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";

export const command: Command = {
  configure: (command) =>
    void command.option("--all", "end training programs too").addHelpText(
      "after",
      `
Endpoints end with Slipway and answer again after the next start. Training programs go on without it, and are found
again at the next start; --all ends them too, and their jobs fail.`,
    ),

  async run(session, _args, options) {
    const all = flag(options, "all");
    const stopped = await session.context.home.down(session.stateDir, { jobs: all });
    await session.print({ stateDir: session.stateDir, stopped }, () => {
      if (!stopped) return `No Slipway runs on ${session.stateDir}.\n`;
      return `Slipway of ${session.stateDir} is stopped${all ? "" : "; training programs, if any, go on"}.\n`;
    });
    return EXIT.ok;
  },
};
