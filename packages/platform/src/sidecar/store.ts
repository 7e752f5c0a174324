import { mkdir, rm, writeFile } from "node:fs/promises";
import { SlipwayError } from "@slipway/model";
import { isThere } from "#lib/is-there.ts";
import { type Environment, marksOf, type Places, placesOf, storeOptions } from "./places.ts";
import { podWords, untilEnded } from "./pod-words.ts";
import { readRunPlan } from "./read-run-plan.ts";
import { retrying } from "./retrying.ts";
import { report, sidecarFailure } from "./sidecar-failure.ts";

/** Below the hour that the pod's grace period gives to uploads. */
const PATIENCE_MS = 55 * 60_000;

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
    // What is taken away is started anew elsewhere or not wanted any more.
    if ((await ended) === "taken away") return 0;
    if (await wasFetched(places)) await upload(places, env);
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

async function upload(places: Places, env: Environment): Promise<void> {
  const plan = await readRunPlan(places.plan);
  const { S3Artifacts } = await import("#artifacts/s3/s3-artifacts.ts");
  const { isPassing } = await import("#artifacts/s3/s3-failure.ts");
  const { uploadResults } = await import("./store/upload-results.ts");
  const artifacts = new S3Artifacts(storeOptions(env));
  const say = (line: string) => console.log(line);
  const deadline = Date.now() + PATIENCE_MS;
  try {
    const retry = <T>(work: () => Promise<T>) => retrying(work, { deadline, isPassing, say });
    await uploadResults(plan, { artifacts, places, say, retry });
  } catch (error) {
    if (!isPassing(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new SlipwayError(
      "SLIP-SIDECAR-006",
      `The results could not be uploaded in ${PATIENCE_MS / 60_000} minutes: ${why}`,
      { cause: error },
    );
  } finally {
    artifacts.close();
  }
}
