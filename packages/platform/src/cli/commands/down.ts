import type { Command } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";

export const command: Command = {
  configure: () => {},

  async run(session) {
    const stopped = await session.context.home.down(session.stateDir);
    await session.print({ stateDir: session.stateDir, stopped }, () =>
      stopped ? `Slipway of ${session.stateDir} is stopped.\n` : `No Slipway runs on ${session.stateDir}.\n`,
    );
    return EXIT.ok;
  },
};
