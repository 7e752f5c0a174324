import { readdirSync } from "node:fs";
import type { Environment } from "./container.ts";

/**
 * How many GPUs the program can use: those that it was given by name, as NVIDIA's and AMD's container runtimes and device plugins name
 * them; where nothing names them, those whose device files are there.
 */
export function gpuCount(environment: Environment, devices = "/dev"): number {
  const named = namesIn(environment["NVIDIA_VISIBLE_DEVICES"]);
  if (named !== undefined && named > 0) return named;
  const others = namesIn(environment["ROCR_VISIBLE_DEVICES"]);
  if (others !== undefined && others > 0) return others;
  return named ?? others ?? filesIn(devices);
}

/** Undefined where all are meant, or nothing is said. */
function namesIn(list: string | undefined): number | undefined {
  if (list === undefined || list === "" || list === "all") return undefined;
  if (list === "void" || list === "none") return 0;
  return list.split(",").filter((name) => name !== "" && !name.startsWith("-")).length;
}

function filesIn(folder: string): number {
  try {
    return readdirSync(folder).filter((name) => /^nvidia\d+$/.test(name)).length;
  } catch {
    return 0;
  }
}
