import { once } from "node:events";
import { mkdir, statfs } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SlipwayError } from "@slipway/model";
import { BIND_TO_HOST, BIND_TO_PORT } from "@slipway/model/kubernetes/serving-names.ts";
import { MODEL_PORT } from "@slipway/model/models-plan.ts";
import { removeTree } from "#lib/remove-tree.ts";
import { openSource } from "./open-source.ts";
import { type Environment, placesOf } from "./places.ts";
import { readRunPlan } from "./read-run-plan.ts";
import { report, sidecarFailure } from "./sidecar-failure.ts";

const PORT = 8080;
/** Until routers have heard that the pod is going. */
const FAREWELL_MS = 1_000;
/** Of the disk that is free when this begins. */
const DISK_SHARE = 0.5;
const ASK_EVERY_MS = 200;

/**
 * The program `models` beside a container of many models: brings each when it is first asked for, has the container load it, and passes
 * requests on. It alone has the keys to the store. Returns the exit code.
 */
export async function modelsMain(env: Environment): Promise<number> {
  const places = placesOf(env);
  try {
    const { models: plan } = await readRunPlan(places.plan);
    if (plan === undefined) throw new SlipwayError("SLIP-SIDECAR-005", "The plan has no models.");
    const source = await openSource(env);
    const { ContainerModels } = await import("./models/container-models.ts");
    const { LoadedModels } = await import("./models/loaded-models.ts");
    const { ModelFiles } = await import("./models/model-files.ts");
    const { ModelsServer } = await import("./models/models-server.ts");
    const { modelNameOf } = await import("./models/target-path.ts");
    const say = (line: string) => console.log(line);
    const folder = join(places.ml, "models");
    // What an earlier life of this program has left is of nobody any more.
    await removeTree(folder);
    await mkdir(folder, { recursive: true });
    const port = Number(env[MODEL_PORT] || PORT + 1);
    const container = new ContainerModels(port);
    const { bavail, bsize } = await statfs(folder);
    const mostBytes = Math.floor(bavail * bsize * DISK_SHARE);
    const files = new ModelFiles({ ...source, ml: places.ml, prefix: plan.prefix, mostBytes, say });
    const models = new LoadedModels({
      nameOf: modelNameOf,
      cached: plan.cached,
      mostBytes,
      now: () => performance.now(),
      isOfTheDisk: files.isOfTheDisk,
      bring: (name, target) => files.bring(name, target),
      drop: (name) => files.drop(name),
      load: (name, target) => container.load(name, { url: files.urlOf(name), target }),
      unload: (name) => container.unload(name),
    });
    const stop = new AbortController();
    process.once("SIGTERM", () => stop.abort());
    const server = new ModelsServer({ models, container, port, say });
    await unloadAll(container, stop.signal);
    if (!stop.signal.aborted) {
      const at = await server.listen(Number(env[BIND_TO_PORT] || PORT), env[BIND_TO_HOST] || "0.0.0.0");
      say(`Models of ${plan.prefix} are brought as they are asked for; listening on ${at}`);
      if (!stop.signal.aborted) await once(stop.signal, "abort");
      server.drain();
      await pause(FAREWELL_MS);
      await server.close();
    }
    await container.close();
    source.artifacts.close();
    return 0;
  } catch (error) {
    await report(sidecarFailure(error), places.terminationLog);
    return 1;
  }
}

/** Waits for the container, and has it forget what it was told by an earlier life of this program. */
async function unloadAll(
  container: { list(): Promise<readonly string[]>; unload(name: string): Promise<void> },
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    try {
      for (const name of await container.list()) await container.unload(name);
      return;
    } catch {
      // It does not listen yet, or has ended and begins again.
      await pause(ASK_EVERY_MS);
    }
  }
}
