import { childName, defined, HOME_ROLE, type ObjectMeta, objectName } from "@slipway/model";
import { BASE_IMAGE_ANNOTATION } from "@slipway/model/algorithms/image-name.ts";
import { RUNTIME_ANNOTATION } from "@slipway/model/kinds/abilities.ts";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { EndpointConfig } from "@slipway/model/kinds/endpoint-config/index.ts";
import { isPrefix } from "@slipway/model/kinds/model/data-uri.ts";
import type { ContainerDefinition, Model } from "@slipway/model/kinds/model/index.ts";
import { contentDigest } from "#lib/content-digest.ts";
import { SOURCE_IMAGE } from "../train/training-job.ts";

const STARTUP_SECONDS = 900;

const API_VERSION = "sagemaker.services.k8s.aws/v1alpha1";

/** Says which training job made a Model's data; `slipway predict --sample` takes its row from there. */
export const TRAINED_BY = "slipway.dev/training-job";

export interface DeployRequest {
  readonly endpoint: string;
  readonly namespace: string;
  readonly accountId: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly labels: Readonly<Record<string, string>>;
  /** A model to be made, or the name of one that is there. */
  readonly model: NewModel | string;
  /** What carries all of it, where that is not said by its node pool; absent for pods. */
  readonly runtime?: string;
}

export interface NewModel {
  readonly image: string;
  readonly dataUri: string;
  /** Variables of its server; absent where there are none. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly trainedBy: string;
  /** What its code runs on, where the training said another image than the home's. */
  readonly baseImage?: string;
  /** What SageMaker serves it by; absent for the home's own. */
  readonly roleArn?: string;
}

export interface ServingObjects {
  readonly model: Model | undefined;
  readonly config: EndpointConfig;
  readonly endpoint: Endpoint;
}

/**
 * Model, configuration and endpoint for a wish. Models and configurations cannot be changed, so their names end in a
 * digest of what they say: deploying the same again changes nothing, deploying another model is an update.
 */
export function servingObjects(request: DeployRequest): ServingObjects {
  const { namespace, endpoint } = request;
  const labelled = Object.keys(request.labels).length === 0 ? {} : { labels: request.labels };
  const carried = request.runtime === undefined ? {} : { [RUNTIME_ANNOTATION]: request.runtime };
  const made =
    typeof request.model === "string" ? undefined : newModel({ ...request, whose: endpoint }, request.model);
  const model = made && {
    ...made,
    metadata: annotated({ ...made.metadata, ...labelled }, carried),
  };
  const variants = [
    {
      variantName: "AllTraffic",
      modelName: typeof request.model === "string" ? request.model : (model?.spec.modelName ?? ""),
      instanceType: request.instanceType,
      initialInstanceCount: request.instanceCount,
      ...defined({ containerStartupHealthCheckTimeoutInSeconds: startupSeconds(request.model) }),
    },
  ];
  const configName = childName(endpoint, contentDigest(variants));
  return {
    model,
    config: {
      apiVersion: API_VERSION,
      kind: "EndpointConfig",
      metadata: annotated({ name: configName, namespace, ...labelled }, carried),
      spec: { endpointConfigName: configName, productionVariants: variants },
    },
    endpoint: {
      apiVersion: API_VERSION,
      kind: "Endpoint",
      metadata: annotated(
        { name: objectName(endpoint), namespace, ...labelled, ...onBaseImage(request.model) },
        carried,
      ),
      spec: { endpointName: endpoint, endpointConfigName: configName },
    },
  };
}

/** With these annotations beside those that are there. */
function annotated<T extends ObjectMeta>(metadata: T, more: Readonly<Record<string, string>>): T {
  if (Object.keys(more).length === 0) return metadata;
  return { ...metadata, annotations: { ...metadata.annotations, ...more } };
}

/** For the metadata of what runs the model's code. */
export const onBaseImage = (model: NewModel | string) =>
  typeof model === "string" || model.baseImage === undefined
    ? {}
    : { annotations: { [BASE_IMAGE_ANNOTATION]: model.baseImage } };

/** Code of one's own may have its packages installed first, which SageMaker's four minutes do not do for. */
const startupSeconds = (model: NewModel | string): number | undefined =>
  typeof model !== "string" && model.image === SOURCE_IMAGE ? STARTUP_SECONDS : undefined;

const dataOf = (uri: string): ContainerDefinition =>
  isPrefix(uri)
    ? { modelDataSource: { s3DataSource: { s3URI: uri, s3DataType: "S3Prefix", compressionType: "None" } } }
    : { modelDataURL: uri };

/** A model that is made for an endpoint or a job, by whose name it is called. */
export function newModel(
  {
    whose,
    namespace,
    accountId,
  }: { readonly whose: string } & Pick<DeployRequest, "namespace" | "accountId">,
  model: NewModel,
): Model {
  const name = childName(whose, contentDigest(model));
  return {
    apiVersion: API_VERSION,
    kind: "Model",
    metadata: { name, namespace, annotations: { [TRAINED_BY]: model.trainedBy } },
    spec: {
      modelName: name,
      executionRoleARN: model.roleArn ?? `arn:aws:iam::${accountId}:role/${HOME_ROLE}`,
      primaryContainer: {
        image: model.image,
        ...dataOf(model.dataUri),
        ...defined({ environment: model.environment }),
      },
    },
  };
}
