import { SlipwayError } from "@slipway/model";
import type { Environment } from "../container.ts";
import { runImage } from "../run-image.ts";
import { choosePython } from "./choose-python.ts";
import { installedPackages } from "./installed-packages.ts";
import { run } from "./run.ts";
import { train } from "./train.ts";

/**
 * The script image, for code of your own: `train`, `train -- COMMAND ...`, `run -- COMMAND ...`, or `ask`. Returns the exit code.
 */
export function main(argv: readonly string[], environment: Environment): Promise<number> {
  const [command = "", separator, ...words] = argv;
  return runImage(command, environment, async () => {
    if (command === "ask") return await ask(environment);
    if (command === "serve")
      throw new SlipwayError("SLIP-SCRIPT-005", "the script image cannot serve a model");
    if (command === "run" && separator === "--") return await run(words, environment);
    if (command !== "train" || (separator !== undefined && separator !== "--")) {
      throw new Error(
        `the script image runs "train", "train -- COMMAND" or "run -- COMMAND", not ${JSON.stringify(argv.join(" "))}`,
      );
    }
    return await train(words, environment);
  });
}

/** Finds out which interpreter runs, and what it can import, for programs that are given the answers in their `SLIPWAY_CACHE_DIR`. */
async function ask(environment: Environment): Promise<number> {
  // The folder of no code, which asks for no version.
  const { executable } = await choosePython("/nonexistent", environment);
  await installedPackages(executable, environment);
  return 0;
}
