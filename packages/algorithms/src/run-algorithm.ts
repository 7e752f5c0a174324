import type { Environment } from "./container.ts";

/** Runs another of the built-in programs in the place of the one that is told of it. */
type Become = (words: readonly string[]) => Promise<number>;

type Main = (args: readonly string[], environment: Environment, become: Become) => Promise<number>;

/** The built-in programs by name; each is imported only when it is asked for. */
export const PROGRAMS: Readonly<Record<string, () => Promise<{ readonly main: Main }>>> = {
  xgboost: () => import("./xgboost/main.ts"),
  script: () => import("./script/main.ts"),
};

/**
 * Runs a built-in program as a container would, `xgboost train` for instance, and answers its exit code; undefined where there is
 * no program of that name.
 */
export async function runAlgorithm(
  [name = "", ...args]: readonly string[],
  environment: Environment,
): Promise<number | undefined> {
  const load = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (load === undefined) return undefined;
  const become: Become = async (words) => (await runAlgorithm(words, environment)) ?? 2;
  return (await load()).main(args, environment, become);
}
