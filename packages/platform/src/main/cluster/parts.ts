import { Closers } from "../common/closers.ts";
import { runAwsDoor } from "./aws-door.ts";
import { openBase } from "./base.ts";
import { openHealth } from "./health.ts";
import { runLogDoor } from "./log-door.ts";
import { runOperator } from "./operator.ts";
import { runRouter } from "./router.ts";
import { HomeFiles } from "./settings.ts";

/** The parts of a cluster home, each a Deployment of its own. */
const PARTS = {
  operator: runOperator,
  "aws-door": runAwsDoor,
  router: runRouter,
  "log-door": runLogDoor,
} as const;

export type PartName = keyof typeof PARTS;

export function isPart(name: string): name is PartName {
  return Object.hasOwn(PARTS, name);
}

/** Runs one part until `stop` aborts, then ends it in good order. */
export async function runPart(name: PartName, stop: AbortSignal): Promise<void> {
  const closers = new Closers();
  try {
    const health = await openHealth(closers);
    const base = await openBase({ part: name, files: new HomeFiles(), closers, buckets: health.buckets });
    await PARTS[name](base);
    health.ready();
    base.log.info("ready", { part: name });
    await ended(stop);
    health.leaving();
  } finally {
    await closers.closeAll();
  }
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
