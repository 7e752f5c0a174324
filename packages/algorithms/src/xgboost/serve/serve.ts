import { SlipwayError } from "@slipway/model";
import { Container, type Environment } from "../../container.ts";
import { isMultiModel, serveMany } from "../../serve-many.ts";
import { serveUntilStopped } from "../../serve-until-stopped.ts";
import { Scorer } from "../model/scorer.ts";
import { findModel } from "./find-model.ts";
import { XgboostHost } from "./model-host.ts";
import { ModelServer } from "./model-server.ts";

const DEFAULT_BODY_LIMIT = 6 * 1024 * 1024;
const LARGEST_BODY_LIMIT = 20 * 1024 * 1024;

/** Serves the model until the process is asked to end; then finishes what is under way. */
export async function serve(environment: Environment): Promise<number> {
  refuseSelections(environment);
  const container = new Container(environment);
  const options = { bodyLimit: bodyLimit(environment), batch: environment["SAGEMAKER_BATCH"] === "true" };
  if (isMultiModel(environment)) return serveMany(new XgboostHost(environment, options), environment);
  const model = await findModel(container.model);
  const server = new ModelServer(new Scorer(model), options);
  const what = `Serving ${model.objective} with ${model.columns} features`;
  return serveUntilStopped(server, environment, what);
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
