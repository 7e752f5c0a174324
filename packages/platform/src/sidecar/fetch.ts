import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError } from "@slipway/model";
import type { RunPlan } from "@slipway/model/run-plan.ts";
import { isThere } from "#lib/is-there.ts";
import { layOut } from "./lay-out.ts";
import { openSource } from "./open-source.ts";
import { type Environment, marksOf, type Places, placesOf } from "./places.ts";
import { podWords } from "./pod-words.ts";
import { readRunPlan } from "./read-run-plan.ts";
import { report, sidecarFailure } from "./sidecar-failure.ts";
import { writeHosts } from "./write-hosts.ts";

/** How long the other sidecar may take to start. */
const STORE_START_MS = 30_000;

/** The sidecar program `fetch`: lays out `/opt/ml` as the plan says, or says why it cannot. Returns the exit code. */
export async function fetchMain(env: Environment): Promise<number> {
  // The first process of a container ignores signals that it does not handle.
  process.once("SIGTERM", () => process.exit(143));
  const places = placesOf(env);
  try {
    const plan = await readRunPlan(places.plan);
    await bring(plan, places, env);
    await writeHosts(env);
    await markFetched(places, storesSomething(plan) && podWords(env) === undefined);
    return 0;
  } catch (error) {
    await report(sidecarFailure(error), places.terminationLog);
    return 1;
  }
}

async function bring(plan: RunPlan, { ml }: Places, env: Environment): Promise<void> {
  let close = (): void => {};
  const source = async () => {
    const opened = await openSource(env);
    close = () => opened.artifacts.close();
    return opened;
  };
  try {
    await layOut(plan, { ml, source, say: (line) => console.log(line) });
  } finally {
    close();
  }
}

const storesSomething = ({ manifestUri, told }: RunPlan): boolean =>
  manifestUri !== undefined || told !== undefined;

/** The program may end within milliseconds: it starts only when `store`, where there is one, can hear of it. */
async function markFetched(places: Places, storeListens: boolean): Promise<void> {
  const marks = marksOf(places);
  await writeFile(marks.fetched, "");
  if (!storeListens) return;
  for (const until = Date.now() + STORE_START_MS; Date.now() < until; await sleep(20)) {
    if (await isThere(marks.storeReady)) return;
  }
  throw new SlipwayError("SLIP-SIDECAR-005", "The sidecar that stores the results has not started.");
}
