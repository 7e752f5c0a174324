import { mkdir, rm, writeFile } from "node:fs/promises";
import { isContinuous, type RunPlan } from "@slipway/model/run-plan.ts";
import { isThere } from "#lib/is-there.ts";
import { openSource } from "./open-source.ts";
import { type Environment, marksOf, type Places, placesOf } from "./places.ts";
import { podWords, untilEnded } from "./pod-words.ts";
import { readRunPlan } from "./read-run-plan.ts";
import { report, sidecarFailure } from "./sidecar-failure.ts";
import type { Syncing } from "./sync/keep-syncing.ts";
import type { SyncMemory } from "./sync/sync-memory.ts";

/**
 * The program `store` beside the user's: waits until that has ended, which SIGTERM or the pod's annotations say, then uploads what it left. Returns the exit
 * code. Whatever is costly to load is loaded only then.
 */
export async function storeMain(env: Environment): Promise<number> {
  const words = podWords(env);
  const ended = words === undefined ? sigterm() : untilEnded(words, (line) => console.log(line));
  const places = placesOf(env);
  try {
    await markReady(places);
    const plan = await readRunPlan(places.plan);
    const syncing = isContinuous(plan) ? await begin(plan, places, env) : undefined;
    if ((await (syncing?.until(ended) ?? ended)) === "taken away") {
      // It is started anew elsewhere or not wanted any more: of its results it needs only what the next one goes on from.
      await syncing?.takenAway();
      return 0;
    }
    if (await wasFetched(places)) await upload(plan, { ...places, memory: syncing?.memory }, env);
    return 0;
  } catch (error) {
    await report(sidecarFailure(error), places.terminationLog);
    return 1;
  }
}

/** A signal alone does not keep a process alive. */
function sigterm(): Promise<"ended"> {
  const awake = setInterval(() => {}, 2 ** 30);
  return new Promise((resolve) => {
    process.once("SIGTERM", () => {
      clearInterval(awake);
      resolve("ended");
    });
  });
}

async function markReady(places: Places): Promise<void> {
  const marks = marksOf(places);
  await mkdir(marks.notes, { recursive: true, mode: 0o777 });
  await rm(marks.storeReady, { force: true });
  await writeFile(marks.storeReady, "");
}

/** Where the data never came, the program never ran: there is nothing to store. */
function wasFetched(places: Places): Promise<boolean> {
  return isThere(marksOf(places).fetched);
}

async function begin(plan: RunPlan, places: Places, env: Environment): Promise<Syncing> {
  const { artifacts } = await openSource(env);
  const { keepSyncing } = await import("./sync/keep-syncing.ts");
  return keepSyncing(plan, {
    artifacts,
    ml: places.ml,
    say: (line) => console.log(line),
    isFetched: () => wasFetched(places),
  });
}

async function upload(
  plan: RunPlan,
  { ml, terminationLog, memory }: Places & { readonly memory: SyncMemory | undefined },
  env: Environment,
): Promise<void> {
  const { artifacts, isPassing } = await openSource(env);
  const { storeResults } = await import("./store-results.ts");
  try {
    const say = (line: string) => console.log(line);
    await storeResults(plan, { artifacts, isPassing, ml, say, terminationLog, memory });
  } finally {
    artifacts.close();
  }
}
