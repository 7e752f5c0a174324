import { writeFile } from "node:fs/promises";
import { SlipwayError } from "@slipway/model";
import { exitCodeOf } from "@slipway/model/batch/batch-exit.ts";
import { IMAGE_IDS } from "@slipway/model/kubernetes/image-ids.ts";
import { resultsMessage } from "#artifacts/results-message.ts";
import { openSource } from "./open-source.ts";
import { type Environment, placesOf } from "./places.ts";
import { readRunPlan } from "./read-run-plan.ts";
import { report, sidecarFailure } from "./sidecar-failure.ts";

/** SageMaker's port of model servers, where nothing else is said. */
const PORT = 8080;

/**
 * The program `transform` beside a model's server: asks it about the data of the plan and stores the answers. Tells results by the termination message, or
 * why there are none. Returns the exit code, which says who is to blame.
 */
export async function transformMain(env: Environment): Promise<number> {
  // The first process of a container ignores signals that it does not handle; what is not stored whole is not stored.
  process.once("SIGTERM", () => process.exit(143));
  const places = placesOf(env);
  try {
    const { batch, host } = await readRunPlan(places.plan);
    if (batch === undefined) throw new SlipwayError("SLIP-SIDECAR-005", "The plan has no batch.");
    const source = await openSource(env);
    const { ModelServer } = await import("./transform/model-server.ts");
    const { madeByImages } = await import("./transform/made-of.ts");
    const { runBatch } = await import("./transform/run-batch.ts");
    const port = Number(env["SAGEMAKER_BIND_TO_PORT"] || PORT);
    const server = new ModelServer({ ...batch, port });
    try {
      const say = (line: string) => console.log(line);
      const { objects, passedOver, records } = await runBatch({
        ...source,
        plan: { ...batch, madeBy: madeByImages(batch.madeBy, env[IMAGE_IDS]) },
        host,
        server,
        say,
      });
      const facts = { objects: String(objects), passedOver: String(passedOver), records: String(records) };
      await writeFile(places.terminationLog, resultsMessage({ stored: { output: batch.to }, facts }));
    } finally {
      await server.close();
      source.artifacts.close();
    }
    return 0;
  } catch (error) {
    const failure = sidecarFailure(error);
    await report(failure, places.terminationLog);
    return exitCodeOf(failure.code);
  }
}
