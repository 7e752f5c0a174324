import type { Environment } from "./container.ts";

/**
 * Runs a built-in program as a container would, `xgboost train` for instance, and answers its exit code; undefined where there is
 * no program of that name. Each is imported only when it is asked for.
 */
export async function runAlgorithm(
  [name, ...args]: readonly string[],
  environment: Environment,
): Promise<number | undefined> {
  switch (name) {
    case "xgboost":
      return (await import("./xgboost/main.ts")).main(args, environment);
    case "script":
      return (await import("./script/main.ts")).main(args, environment);
    default:
      return undefined;
  }
}
