import { SlipwayError } from "@slipway/model";
import { Container, type Environment, failureText } from "../container.ts";
import { train } from "./train.ts";

/** The script image, for code of your own: `train`, or `train -- COMMAND ...`. Returns the exit code. */
export async function main(argv: readonly string[], environment: Environment): Promise<number> {
  const [command = "", separator, ...words] = argv;
  try {
    if (command === "serve")
      throw new SlipwayError("SLIP-SCRIPT-005", "the script image cannot serve a model");
    if (command !== "train" || (separator !== undefined && separator !== "--")) {
      throw new Error(
        `the script image runs "train" or "train -- COMMAND", not ${JSON.stringify(argv.join(" "))}`,
      );
    }
    return await train(words, environment);
  } catch (error) {
    const sentence = failureText(error);
    process.stderr.write(`${sentence}\n`);
    if (command === "train") await new Container(environment).noteFailure(sentence);
    return 1;
  }
}
