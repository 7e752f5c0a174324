import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { modelResultsOf } from "@slipway/model/kinds/training-job/results.ts";
import type { Cache, Index } from "#store/cache.ts";
import type { Lack } from "./lack.ts";

/** Jobs by the model that they leave. */
const byModelData: Index<TrainingJob> = {
  name: "model data",
  values: ({ metadata, spec }) => {
    const results = modelResultsOf(spec);
    return results === undefined ? [] : [`${metadata.namespace} ${results}`];
  },
};

/** What it means that a model's data is not there: a job is making it, or ended without, or there is no such job. */
export async function dataLack(parts: {
  readonly cache: Cache;
  readonly signal: AbortSignal;
  readonly namespace: string;
  /** The model's. */
  readonly name: string;
  readonly uri: string;
}): Promise<Lack> {
  const { cache, signal, namespace, name, uri } = parts;
  const jobs = await cache.of(trainingJobKind, signal);
  const [job] = jobs.by(byModelData, `${namespace} ${uri}`, { limit: 1 });
  const data = `the data of Model ${name}, ${uri},`;
  if (job === undefined)
    return { is: "absent", sentence: `${data} is not there, and no TrainingJob here writes it` };
  const { trainingJobName } = job.spec;
  const { trainingJobStatus: status = "Pending", failureReason } = job.status ?? {};
  if (status === "Failed" || status === "Stopped") {
    const why = failureReason === undefined ? "" : `: ${failureReason}`;
    return {
      is: "refused",
      sentence: `${data} is not there, and TrainingJob ${trainingJobName}, which was to write it, is ${status}${why}`,
    };
  }
  if (status === "Completed")
    return {
      is: "absent",
      sentence: `${data} is not there any more, though TrainingJob ${trainingJobName} wrote it`,
    };
  return {
    is: "coming",
    sentence: `${data} is not there yet: TrainingJob ${trainingJobName}, which writes it, is ${status}`,
  };
}
