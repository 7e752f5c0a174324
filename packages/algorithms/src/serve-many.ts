import { Container, type Environment } from "./container.ts";
import { type ModelHost, MultiModelServer } from "./multi-model-server.ts";
import { serveUntilStopped } from "./serve-until-stopped.ts";

/** Whether the container serves many models, as SageMaker tells it. */
export const isMultiModel = (environment: Environment): boolean =>
  environment["SAGEMAKER_MULTI_MODEL"] === "true";

/** Serves whatever models it is told to load until the process is asked to end; then finishes what is under way. */
export function serveMany(host: ModelHost, environment: Environment): Promise<number> {
  const server = new MultiModelServer(host, new Container(environment).root);
  return serveUntilStopped(server, environment, "Serving models as they are asked for");
}
