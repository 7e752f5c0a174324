import { SlipwayError } from "@slipway/model";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { dataUriOf } from "@slipway/model/kinds/model/data-uri.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { TRAINED_BY } from "../deploy/serving-objects.ts";
import type { Session } from "../session/session.ts";

/** One row of the data a model was trained with, without its label. */
export interface SampleRow {
  readonly body: string;
  readonly contentType: string;
  readonly label: string;
  /** The object the row is from, as `s3://`. */
  readonly from: string;
}

/** Data the model has not seen comes first. */
const CHANNELS = ["test", "validation", "train"];
const START_BYTES = 64 * 1024;

/** A row for an endpoint, from the data of the training job behind its model. */
export async function sampleRow(session: Session, endpointName: string): Promise<SampleRow> {
  const job = await trainedBy(session, endpointName);
  const channels = job.spec.inputDataConfig ?? [];
  const channel = CHANNELS.map((name) => channels.find(({ channelName }) => channelName === name)).find(
    (found) => found !== undefined,
  );
  const uri = channel?.dataSource?.s3DataSource?.s3URI;
  if (uri === undefined) throw noSample(`${job.metadata.name} has no channel ${CHANNELS.join(", ")}`);
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
  const { aws } = await session.client();
  const [key] = await aws.listObjects(bucket, prefix, 1);
  if (key === undefined) throw noSample(`${uri} holds no object any more`);
  const start = new TextDecoder().decode(await aws.startOfObject({ bucket, key }, START_BYTES));
  const line = start.split("\n").find((text) => text.trim() !== "") ?? "";
  const row = withoutLabel(line.trim(), channel?.contentType);
  if (row === undefined) throw noSample(`s3://${bucket}/${key} holds neither CSV nor libsvm`);
  return { ...row, from: `s3://${bucket}/${key}` };
}

async function trainedBy(session: Session, name: string): Promise<TrainingJob> {
  const { kubernetes } = await session.client();
  const namespace = await session.namespace();
  const endpoint = await kubernetes.get(endpointKind, { name, namespace });
  const configs = await kubernetes.list(endpointConfigKind, { namespace });
  const config = configs.items.find(
    ({ spec }) => spec.endpointConfigName === endpoint.spec.endpointConfigName,
  );
  const modelName = config?.spec.productionVariants[0]?.modelName;
  const models = await kubernetes.list(modelKind, { namespace });
  const model = models.items.find(({ spec }) => spec.modelName === modelName);
  const data = dataUriOf(model?.spec.primaryContainer ?? model?.spec.containers?.[0]);
  const noted = model?.metadata.annotations?.[TRAINED_BY];
  const jobs = await kubernetes.list(trainingJobKind, { namespace });
  const job = jobs.items.find(
    ({ metadata, status }) =>
      metadata.name === noted || (data !== undefined && status?.modelArtifacts?.s3ModelArtifacts === data),
  );
  if (job === undefined)
    throw noSample(`no training job is known to have made the model ${modelName ?? "(none)"} of ${name}`);
  return job;
}

/** The label stands first, as SageMaker's built-in algorithms want it. */
function withoutLabel(line: string, contentType: string | undefined): Omit<SampleRow, "from"> | undefined {
  const libsvm = /^(\S+)((?:\s+\d+:\S+)+)$/.exec(line);
  if (libsvm !== null && contentType !== "text/csv") {
    return { label: libsvm[1] ?? "", body: (libsvm[2] ?? "").trim(), contentType: "text/libsvm" };
  }
  const comma = line.indexOf(",");
  if (comma <= 0) return undefined;
  return { label: line.slice(0, comma), body: line.slice(comma + 1), contentType: "text/csv" };
}

function noSample(message: string): SlipwayError {
  return new SlipwayError("SLIP-CLI-010", message);
}
