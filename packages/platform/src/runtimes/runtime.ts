import type { Definitions } from "./definitions.ts";
import type { Runs } from "./runs.ts";
import type { Serving } from "./serving.ts";

/** All that one machinery carries: a folder here, and an entry in the list that `main/` gives to `byRuntime`. */
export interface Runtime {
  /** What annotations and node pools call it; no two have the same. */
  readonly name: string;
  readonly runs: Runs;
  readonly serving: Serving;
  readonly definitions: Definitions;
}
