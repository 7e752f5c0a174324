import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Resource } from "@slipway/model";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { FIELD_MANAGER } from "../commands/apply.ts";
import { awaitOutcome } from "../objects/await-outcome.ts";
import { readManifests } from "../objects/manifests.ts";
import { resolveGroupKind } from "../objects/resolve-kind.ts";
import { tellStates } from "../objects/tell-states.ts";
import type { Session } from "../session/session.ts";
import { uploadOnce } from "../train/upload.ts";
import { exampleFolder, validationRows } from "./example-files.ts";

/** What the demo did, for those who want it as data. */
export interface Shown {
  readonly trained: {
    readonly job: string;
    readonly engine: string;
    readonly model: string;
    readonly metrics: Readonly<Record<string, number>>;
  };
  readonly serves: string;
  readonly predictions: readonly { readonly predicted: number; readonly truth: number }[];
  readonly rmse: number;
}

const BUCKET = "abalone-example";
const CHANNELS = ["train", "validation"];
const ROWS = 100;

/** The example's files as they stand, applied, awaited and asked: the calls of apply, wait and predict. */
export async function show(session: Session): Promise<Shown> {
  const folder = await exampleFolder(session.context, "abalone");
  step(session, `data to s3://${BUCKET}/`);
  await sendData(session, folder);
  step(session, "kubectl apply -f training.yaml");
  const [job] = await applyFile(session, join(folder, "training.yaml"));
  const trained = await awaitObject<TrainingJob>(session, job);
  step(session, "kubectl apply -f deploy.yaml");
  const serving = await applyFile(session, join(folder, "deploy.yaml"));
  const endpoint = await awaitObject<Endpoint>(
    session,
    serving.find(({ kind }) => kind === "Endpoint"),
  );
  step(session, `${ROWS} predictions through the AWS door`);
  const predictions = await predictAll(session, endpoint.spec.endpointName, folder);
  const squares = predictions.reduce((sum, { predicted, truth }) => sum + (predicted - truth) ** 2, 0);
  const metrics = (trained.status?.finalMetricDataList ?? []).map(({ metricName, value }) => [
    metricName,
    value,
  ]);
  return {
    trained: {
      job: trained.metadata.name,
      engine: trained.status?.slipway?.engine ?? "unknown",
      model: trained.status?.modelArtifacts?.s3ModelArtifacts ?? "",
      metrics: Object.fromEntries(metrics),
    },
    serves: endpoint.metadata.name,
    predictions: predictions.slice(0, 3),
    rmse: Math.sqrt(squares / predictions.length),
  };
}

/** Deletes what `show` made, and waits until it is gone, so that no program of it is left. */
export async function tidyUp(session: Session): Promise<void> {
  const folder = await exampleFolder(session.context, "abalone");
  const { kubernetes } = await session.client();
  const namespace = await session.namespace();
  const manifests = await readManifests(
    session,
    ["deploy.yaml", "training.yaml"].map((name) => join(folder, name)),
  );
  for (const { object } of [...manifests].reverse()) {
    const kind = await resolveGroupKind(session, object);
    const at = { name: object.metadata.name, namespace };
    if ((await kubernetes.find(kind, at)) === undefined) continue;
    await kubernetes.remove(kind, at);
    await kubernetes.waitFor(kind, at, (seen) => seen === undefined, { timeoutMs: 30_000 });
  }
}

function step(session: Session, text: string): void {
  session.say(`${session.colors.cyan("→")} ${text}`);
}

async function sendData(session: Session, folder: string): Promise<void> {
  const client = await session.client();
  await client.aws.createBucket(BUCKET);
  for (const channel of CHANNELS) {
    for (const name of await readdir(join(folder, "data", channel))) {
      const path = join(folder, "data", channel, name);
      const at = { bucket: BUCKET, key: `${channel}/${name}` };
      const file = { path, size: (await stat(path)).size };
      await uploadOnce(client, { at, file }, { signal: session.signal });
    }
  }
}

async function applyFile(session: Session, file: string): Promise<readonly Resource[]> {
  const { kubernetes } = await session.client();
  const namespace = await session.namespace();
  const applied: Resource[] = [];
  for (const { object } of await readManifests(session, [file])) {
    const kind = await resolveGroupKind(session, object);
    const wanted = { ...object, metadata: { ...object.metadata, namespace } };
    applied.push((await kubernetes.apply(kind, wanted, { manager: FIELD_MANAGER, force: true })).object);
  }
  return applied;
}

async function awaitObject<R extends Resource>(session: Session, object: Resource | undefined): Promise<R> {
  if (object === undefined) throw new Error("the example's file holds another kind than it should");
  const kind = await resolveGroupKind(session, object);
  return awaitOutcome<R>(
    session,
    { kind, name: object.metadata.name },
    {
      timeoutMs: 5 * 60_000,
      onState: tellStates(session, object.metadata.name),
    },
  );
}

async function predictAll(session: Session, endpointName: string, folder: string) {
  const { aws } = await session.client();
  const rows = await validationRows(join(folder, "data", "validation", "abalone.validation"), ROWS);
  const predictions: { predicted: number; truth: number }[] = [];
  for (const { features, truth } of rows) {
    const body = new TextEncoder().encode(features);
    const answer = await aws.invokeEndpoint({
      endpointName,
      body,
      contentType: "text/x-libsvm",
      signal: session.signal,
    });
    predictions.push({ predicted: Number.parseFloat(new TextDecoder().decode(answer.body)), truth });
  }
  return predictions;
}
