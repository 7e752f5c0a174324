import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Container, type Environment } from "./container.ts";
import { type ModelHost, MultiModelServer } from "./multi-model-server.ts";
import { untilStopped } from "./until-stopped.ts";

const DEFAULT_PORT = 8080;
/** Until who asks has heard that this server is going. */
const FAREWELL_MS = 1_000;

/** Whether the container serves many models, as SageMaker tells it. */
export const isMultiModel = (environment: Environment): boolean =>
  environment["SAGEMAKER_MULTI_MODEL"] === "true";

/** Serves whatever models it is told to load until the process is asked to end; then finishes what is under way. */
export async function serveMany(host: ModelHost, environment: Environment): Promise<number> {
  const server = new MultiModelServer(host, new Container(environment).root);
  const given = environment["SAGEMAKER_BIND_TO_PORT"];
  const address = environment["SLIPWAY_BIND_TO_HOST"] || (given ? "127.0.0.1" : "0.0.0.0");
  const port = await server.listen(given ? Number(given) : DEFAULT_PORT, address);
  process.stdout.write(`Serving models as they are asked for on ${address}:${port}\n`);
  await untilStopped(async (stop) => {
    if (!stop.aborted) await once(stop, "abort");
    server.drain();
    await pause(FAREWELL_MS);
    await server.close();
  });
  return 0;
}
