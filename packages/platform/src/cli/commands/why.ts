import type { Command } from "../command.ts";
import { listArgument } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { nameOf, oneReference } from "../objects/references.ts";
import { drawExplanation } from "../why/draw-explanation.ts";
import { explain } from "../why/explain.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<kind/name...>", "KIND/NAME or KIND NAME")
      .addHelpText("after", "\nExample:\n  slipway why trainingjob/abalone"),

  async run(session, args) {
    const reference = await oneReference(session, listArgument(args, 0));
    const explanation = await explain(session, reference);
    await session.print(explanation, () => drawExplanation(session, nameOf(reference), explanation));
    return EXIT.ok;
  },
};
