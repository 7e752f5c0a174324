import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { SlipwayError } from "@slipway/model";
import { Container, type Environment } from "../../container.ts";
import { isMultiModel, serveMany } from "../../serve-many.ts";
import { untilStopped } from "../../until-stopped.ts";
import { Scorer } from "../model/scorer.ts";
import { findModel } from "./find-model.ts";
import { XgboostHost } from "./model-host.ts";
import { ModelServer } from "./model-server.ts";

const DEFAULT_PORT = 8080;
const DEFAULT_BODY_LIMIT = 6 * 1024 * 1024;
const LARGEST_BODY_LIMIT = 20 * 1024 * 1024;
/** Routers need a moment to hear that this server is no longer ready; until then it goes on answering. */
const FAREWELL_MS = 1_000;

/** Serves the model until the process is asked to end; then finishes what is under way. */
export async function serve(environment: Environment): Promise<number> {
  refuseSelections(environment);
  const container = new Container(environment);
  const options = { bodyLimit: bodyLimit(environment), batch: environment["SAGEMAKER_BATCH"] === "true" };
  if (isMultiModel(environment)) return serveMany(new XgboostHost(environment, options), environment);
  const model = await findModel(container.model);
  const server = new ModelServer(new Scorer(model), options);
  const given = environment["SAGEMAKER_BIND_TO_PORT"];
  const host = environment["SLIPWAY_BIND_TO_HOST"] || (given ? "127.0.0.1" : "0.0.0.0");
  const port = await server.listen(given ? Number(given) : DEFAULT_PORT, host);
  process.stdout.write(`Serving ${model.objective} with ${model.columns} features on ${host}:${port}\n`);
  await untilStopped(async (stop) => {
    if (!stop.aborted) await once(stop, "abort");
    server.drain();
    await pause(FAREWELL_MS);
    await server.close();
  });
  return 0;
}

function bodyLimit(environment: Environment): number {
  const wanted = Number(environment["MAX_CONTENT_LENGTH"] ?? DEFAULT_BODY_LIMIT);
  return wanted > 0 ? Math.min(wanted, LARGEST_BODY_LIMIT) : DEFAULT_BODY_LIMIT;
}

/** An option of SageMaker's container that would change every answer must not be overlooked. */
function refuseSelections(environment: Environment): void {
  if (!environment["SAGEMAKER_INFERENCE_OUTPUT"]) return;
  throw new SlipwayError(
    "SLIP-XGB-003",
    "SAGEMAKER_INFERENCE_OUTPUT is not supported: answers are predictions",
  );
}
