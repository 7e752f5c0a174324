import type { Environment } from "../container.ts";
import { runImage } from "../run-image.ts";
import { choosePython } from "./choose-python.ts";
import { installedPackages } from "./installed-packages.ts";
import { run } from "./run.ts";
import { type Become, serve } from "./serve/serve.ts";
import { train } from "./train.ts";

/**
 * The script image, for code of your own: `train`, `train -- COMMAND ...`, `run -- COMMAND ...`, `serve`, or `ask`. Returns the exit
 * code; what is a model of another built-in program is served by that.
 */
export function main(argv: readonly string[], environment: Environment, become: Become): Promise<number> {
  const [command = "", separator, ...words] = argv;
  return runImage(command, environment, async () => {
    if (command === "ask") return await ask(environment);
    if (command === "serve") return await serve(environment, become);
    if (command === "run" && separator === "--") return await run(words, environment);
    if (command !== "train" || (separator !== undefined && separator !== "--")) {
      throw new Error(
        `the script image runs "train", "train -- COMMAND", "run -- COMMAND" or "serve", not ${JSON.stringify(argv.join(" "))}`,
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
