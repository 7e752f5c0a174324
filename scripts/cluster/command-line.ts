import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_STATE } from "./places.ts";

/** The state folder that the command was given, or the usual one; ends the program at what it does not know. */
export function stateFromArguments(usage: string): string {
  try {
    return resolveState(parseArgs({ options: { state: { type: "string" } } }).values.state);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nusage: ${usage}\n`);
    process.exit(2);
  }
}

export function resolveState(given: string | undefined): string {
  return given === undefined ? DEFAULT_STATE : resolve(given);
}
