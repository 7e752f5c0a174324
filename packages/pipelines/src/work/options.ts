import type { GateOptions, WorkOptions } from "../component/options.ts";

/** What is said of a step that runs no program of its own. */
export type WorkStepOptions = GateOptions & Omit<WorkOptions, "cache">;
