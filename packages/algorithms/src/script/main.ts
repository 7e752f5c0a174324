import { SlipwayError } from "@slipway/model";
import { Container, type Environment, failureText } from "../container.ts";
import { choosePython } from "./choose-python.ts";
import { train } from "./train.ts";

/** The script image, for code of your own: `train`, `train -- COMMAND ...`, or `ask`. Returns the exit code. */
export async function main(argv: readonly string[], environment: Environment): Promise<number> {
  const [command = "", separator, ...words] = argv;
  try {
    if (command === "ask") return await ask(environment);
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

/** Finds out which interpreter runs, for programs that are given the answers in their `SLIPWAY_CACHE_DIR`. */
async function ask(environment: Environment): Promise<number> {
  // The folder of no code, which asks for no version.
  await choosePython("/nonexistent", environment);
  return 0;
}
