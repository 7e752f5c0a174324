import type { Environment } from "../container.ts";
import { runImage } from "../run-image.ts";
import { chooseEngine } from "./engine/choose-engine.ts";
import { serve } from "./serve/serve.ts";
import { train } from "./train.ts";

/** The built-in XGBoost image: `train` or `serve`. Returns the exit code. */
export function main(argv: readonly string[], environment: Environment): Promise<number> {
  const [command = ""] = argv;
  return runImage(command, environment, async () => {
    if (command === "train") return await train(environment);
    if (command === "serve") return await serve(environment);
    if (command === "ask") return await ask(environment);
    throw new Error(`the xgboost image runs train or serve, not ${JSON.stringify(command)}`);
  });
}

/** Finds out about this machine's interpreters, for runs that are given the answers in their `SLIPWAY_CACHE_DIR`. */
async function ask(environment: Environment): Promise<number> {
  await chooseEngine(environment);
  return 0;
}
