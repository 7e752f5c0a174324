import type { Sandbox } from "../sandbox/sandbox.ts";

/** Where a program finds its Python environment, and installers the one that they make. */
export const PYTHON_MOUNT = "/opt/slipway/python";
/** Where installers find what to install. */
export const RECIPE_MOUNT = "/opt/slipway/recipe";

/** Tells a program where `PYTHON_MOUNT` is on this machine. */
export const PYTHON_VARIABLE = "SLIPWAY_PYTHON_ENVIRONMENT";

/** Names in a container's folder. */
export const AT = {
  order: "environment.json",
  /** What `LEASE` leads to while there is no environment; holds `failure` when there should be one. */
  nothing: "no-python",
  /** A link to what `PYTHON_MOUNT` is for installers. */
  building: "building",
  /** Holds `step`, the script that installers are run by, and `code/`. */
  recipe: "recipe",
  temporary: "installers-tmp",
  home: "installers-home",
} as const;

/** Where the home keeps environments, and how much of them. */
export interface EnvironmentPlace {
  readonly dir: string;
  readonly limitBytes: number;
  /** What runs now stands there. */
  readonly podsDir: string;
}

/** All that making the environment of a container's program takes; what it says is not the job's to choose, but for `environment`. */
export interface EnvironmentOrder {
  /** Runs `step` of the recipe, shut in. */
  readonly command: Awaited<ReturnType<Sandbox["command"]>>;
  readonly sandbox: Sandbox["name"];
  /** The user that installers run as, where it is another one. */
  readonly owner?: number;
  /** The program's own variables, and those that every program of this machine has. */
  readonly environment: Readonly<Record<string, string>>;
  readonly machine: Readonly<Record<string, string>>;
  /** Folders that may hold the program's code; the first of them counts that asks for packages. */
  readonly codes: readonly string[];
  /** Where the model is that it serves, which may ask for packages itself. */
  readonly model?: string;
  readonly place: EnvironmentPlace;
}
