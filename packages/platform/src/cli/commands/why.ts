import type { Command } from "../command.ts";
import { listArgument } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { namedObject } from "../objects/named-objects.ts";
import { nameOf } from "../objects/references.ts";
import { drawExplanation } from "../why/draw-explanation.ts";
import { explain } from "../why/explain.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<name...>", "NAME, KIND/NAME or KIND NAME")
      .addHelpText("after", "\nExamples:\n  slipway why abalone\n  slipway why trainingjob/abalone"),

  async run(session, args) {
    const reference = await namedObject(session, listArgument(args, 0));
    const explanation = await explain(session, reference);
    await session.print(explanation, () => drawExplanation(session, nameOf(reference), explanation));
    return EXIT.ok;
  },
};
