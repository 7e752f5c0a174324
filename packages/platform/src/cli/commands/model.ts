import { Argument } from "commander";
import type { Command } from "../command.ts";
import { flag, textArgument, textOption } from "../command.ts";
import { uriOf } from "../data/place.ts";
import { EXIT } from "../errors/exit-code.ts";
import { fetchArchive, fetchModel } from "../model/fetch-model.ts";
import { modelData } from "../model/model-data.ts";
import { bytesText } from "../output/bytes.ts";

export const command: Command = {
  ownOutput: true,
  configure: (command) =>
    void command
      .addArgument(new Argument("<action>", "what to do with the model").choices(["get"]))
      .argument("<job or model>", "whose model: NAME, trainingjob/NAME or model/NAME")
      .option("-o, --output <dir>", "the folder to make (default: ./NAME)")
      .option("--archive", "keep it packed: DIR/model.tar.gz")
      .addHelpText(
        "after",
        `
Unpacks the model into a folder that is not there yet or empty, whole or not at
all, and prints where it is. An archive that would write outside of the folder,
or that holds far more than it seems to, is refused.

Examples:
  slipway model get churn-1
  slipway model get churn-1 -o ./best
  slipway model get churn-1 --archive -o .`,
      ),

  async run(session, args, options) {
    const { name, place } = await modelData(session, textArgument(args, 1) ?? "");
    const folder = session.path(textOption(options, "output") ?? name);
    session.say(`Downloading ${uriOf(place)}`);
    const fetch = flag(options, "archive") ? fetchArchive : fetchModel;
    const { path, files, bytes } = await fetch(session, place, folder);
    await session.out(`${path}\n`);
    session.say(`${files} ${files === 1 ? "file" : "files"}, ${bytesText(bytes)}`);
    return EXIT.ok;
  },
};
