import { defined, findCondition, SlipwayError } from "@slipway/model";
import type { BatchPlan } from "@slipway/model/batch/batch-plan.ts";
import { isPrefix } from "@slipway/model/kinds/model/data-uri.ts";
import {
  INVOCATIONS_MAX_RETRIES,
  INVOCATIONS_TIMEOUT_SECONDS,
} from "@slipway/model/kinds/transform-job/defaults.ts";
import type { TransformJob } from "@slipway/model/kinds/transform-job/index.ts";
import { RESUME_ANNOTATION } from "@slipway/model/kinds/transform-job/resume.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { findArtifact } from "#artifacts/find-artifact.ts";
import { contentDigest } from "#lib/content-digest.ts";
import { pages } from "#lib/pages.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import type { CarriedTurn } from "#runs/carried.ts";
import { hostsOf } from "#runs/hosts-of.ts";
import { type Lack, refusalOf, waitingFor } from "#runs/lack.ts";
import type { AskedRun } from "#runs/launch.ts";
import { recordOf } from "#runs/run-record.ts";
import { servedContainer } from "#runs/served-container.ts";
import { modelInputs } from "#runtimes/model-inputs.ts";
import type { ServingContainer } from "#runtimes/serving.ts";

/** SageMaker's own time between SIGTERM and SIGKILL for a server. */
const GRACE_SECONDS = 30;

/**
 * What the job's spec means to any machinery: the model's server, and what it is asked. Rejects with SLIP-RUN-024 while the model is waited
 * for, and with SLIP-RUN-022 or 023 where it cannot be used or does not come.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-batch-code.html
 */
export function toRunSpec(artifacts: Artifacts): (job: TransformJob, turn: CarriedTurn) => Promise<AskedRun> {
  return async (job, turn) => {
    const { wholeRequest } = await turn.abilities();
    // Where the whole request goes out its model is found there.
    const container = wholeRequest ? { image: "", env: {} } : await containerOf(job, { artifacts, turn });
    const batch = wholeRequest ? undefined : batchPlan(job, await madeBy(job, container, artifacts));
    return {
      image: container.image,
      args: ["serve"],
      env: withoutPort({ ...container.env, ...job.spec.environment, ...batchVariables(job) }),
      files: {},
      resourceConfig: "input/config/resourceconfig.json",
      inputs: modelInputs(container),
      outputs: [],
      hosts: hostsOf(job.spec.transformResources),
      graceSeconds: GRACE_SECONDS,
      ...defined({ batch }),
    };
  };
}

async function containerOf(
  job: TransformJob,
  { artifacts, turn }: { readonly artifacts: Artifacts; readonly turn: CarriedTurn },
): Promise<ServingContainer> {
  const { namespace = "" } = job.metadata;
  const found = await servedContainer({
    ...turn,
    namespace,
    name: job.spec.modelName,
    artifacts,
    wholeRequest: false,
  });
  if ("container" in found) return found.container;
  throw lacking(found.lack, job, turn.now);
}

function lacking(lack: Lack, job: TransformJob, now: Date): SlipwayError {
  const refusal = refusalOf(lack, findCondition(job.status?.conditions, "Launched"), now);
  if (refusal !== undefined) return new SlipwayError(refusal, lack.sentence);
  return new SlipwayError("SLIP-RUN-024", waitingFor(lack));
}

/** Which port it binds to is told to a server, and to what asks it, where the pod runs. */
function withoutPort(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { SAGEMAKER_BIND_TO_PORT: _, ...others } = env;
  return others;
}

/** The variables that tell a server what it is to be sent; those that the job says nothing of are not there. */
function batchVariables({ spec }: TransformJob): Readonly<Record<string, string>> {
  const { batchStrategy, maxConcurrentTransforms, maxPayloadInMB } = spec;
  return {
    SAGEMAKER_BATCH: "true",
    ...defined({
      SAGEMAKER_MAX_PAYLOAD_IN_MB: maxPayloadInMB?.toString(),
      SAGEMAKER_MAX_CONCURRENT_TRANSFORMS: maxConcurrentTransforms?.toString(),
      SAGEMAKER_BATCH_STRATEGY: batchStrategy === undefined ? undefined : STRATEGIES[batchStrategy],
    }),
  };
}

const STRATEGIES = { MultiRecord: "MULTI_RECORD", SingleRecord: "SINGLE_RECORD" } as const;

/** A digest of what the answers follow from besides the data: the model's data as it is now, and how it is asked. */
async function madeBy(
  { spec }: TransformJob,
  { image, modelUri, codeUri, env }: ServingContainer,
  artifacts: Artifacts,
): Promise<string> {
  const model = modelUri === undefined ? [] : await etagsOf(modelUri, artifacts);
  const code = codeUri === undefined ? {} : { code: await etagsOf(codeUri, artifacts) };
  const { contentType, splitType, compressionType } = spec.transformInput;
  const { accept, assembleWith } = spec.transformOutput;
  return contentDigest({
    ...{ image, env, environment: spec.environment, model, ...code },
    ...{ contentType, splitType, compressionType, accept, assembleWith },
    processing: spec.dataProcessing,
  });
}

/** What tells whether the model is still the same: what is in its archive, or in the files below its prefix. */
async function etagsOf(uri: string, artifacts: Artifacts): Promise<readonly string[]> {
  const at = parseS3Uri(uri);
  if (at === undefined || !isPrefix(uri)) return [(await findArtifact(artifacts, uri))?.etag ?? uri];
  const found: string[] = [];
  const read = (from: { readonly after?: string }) =>
    artifacts.list(at.bucket, { prefix: at.key, limit: 1_000, ...from });
  for await (const { items } of pages(read)) found.push(...items.map(({ key, etag }) => `${key} ${etag}`));
  return found;
}

function batchPlan(job: TransformJob, madeBy: string): BatchPlan {
  const { spec, metadata } = job;
  const { transformInput: input, transformOutput: output, modelClientConfig = {} } = spec;
  const { inputFilter = "$", outputFilter = "$", joinSource = "None" } = spec.dataProcessing ?? {};
  const s3 = input.dataSource?.s3DataSource;
  return {
    data: {
      s3Uri: s3?.s3URI ?? "",
      s3DataType: s3?.s3DataType === "ManifestFile" ? "ManifestFile" : "S3Prefix",
      distribution: "ShardedByS3Key",
      compression: input.compressionType ?? "None",
    },
    to: output.s3OutputPath ?? "",
    ...defined({
      contentType: input.contentType,
      accept: output.accept,
      strategy: spec.batchStrategy,
      maxConcurrent: spec.maxConcurrentTransforms,
      maxPayloadMebibytes: spec.maxPayloadInMB,
    }),
    split: input.splitType ?? "None",
    assemble: output.assembleWith ?? "None",
    timeoutSeconds: modelClientConfig.invocationsTimeoutInSeconds ?? INVOCATIONS_TIMEOUT_SECONDS,
    retries: modelClientConfig.invocationsMaxRetries ?? INVOCATIONS_MAX_RETRIES,
    processing: { inputFilter, outputFilter, join: joinSource },
    madeBy,
    passesOver: metadata.annotations?.[RESUME_ANNOTATION] === "true" || (recordOf(job).attempt ?? 1) > 1,
  };
}
