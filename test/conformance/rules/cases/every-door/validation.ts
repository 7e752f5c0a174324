import type { KindName } from "../../kinds.ts";
import type { Case } from "../../run-case.ts";
import { create, endpointConfig, model, training } from "./objects.ts";

const TRAINING = "TrainingJob.sagemaker";

function without(object: Record<string, unknown>, field: string): Record<string, unknown> {
  const { [field]: _, ...spec } = object["spec"] as Record<string, unknown>;
  return { ...object, spec };
}

/** Refused, and nothing of it is stored. */
const refused = (
  title: string,
  kind: KindName,
  object: Record<string, unknown>,
  needs: Case["needs"] = [],
): Case => ({
  title,
  needs,
  steps: [
    { request: { verb: "create", kind, object }, expect: { error: { code: "SLIP-API-004" } } },
    { request: { verb: "list", kind }, expect: { items: [] } },
  ],
});

const required = [
  "algorithmSpecification",
  "outputDataConfig",
  "resourceConfig",
  "roleARN",
  "stoppingCondition",
];

export const validationCases: readonly Case[] = [
  ...required.map((field) =>
    refused(`A job without ${field} is invalid`, TRAINING, without(training("v"), field)),
  ),
  refused(
    "A configuration without variants is invalid",
    "EndpointConfig",
    without(endpointConfig("v", "m"), "productionVariants"),
  ),
  refused(
    "A text where a number is wanted is invalid",
    TRAINING,
    training("v", { stoppingCondition: { maxRuntimeInSeconds: "60" } }),
  ),
  refused(
    "A fraction where a whole number is wanted is invalid",
    TRAINING,
    training("v", { stoppingCondition: { maxRuntimeInSeconds: 60.5 } }),
  ),
  refused(
    "A number where a text is wanted is invalid",
    TRAINING,
    training("v", { hyperParameters: { eta: 0.2 } }),
  ),
  refused(
    "A text where an object is wanted is invalid",
    TRAINING,
    training("v", { outputDataConfig: "s3://bucket/out" }),
  ),
  refused(
    "An object where a list is wanted is invalid",
    TRAINING,
    training("v", { inputDataConfig: { channelName: "train" } }),
  ),
  refused(
    "A text where true or false is wanted is invalid",
    "Model",
    model("v", { enableNetworkIsolation: "true" }),
  ),
  {
    title: "What no schema has is dropped, at any depth",
    steps: [
      {
        request: {
          verb: "create",
          kind: "Model",
          object: model("v", {
            zzz: 1,
            primaryContainer: { image: "slipway.dev/xgboost", imagePullPolicy: "Always" },
          }),
        },
        expect: {
          object: { spec: { primaryContainer: { image: "slipway.dev/xgboost" } } },
          without: ["spec.zzz", "spec.primaryContainer.imagePullPolicy"],
        },
      },
    ],
  },
  {
    title: "A null stands for what was not said",
    steps: [
      {
        request: { verb: "create", kind: "Model", object: model("v", { vpcConfig: null }) },
        expect: { without: ["spec.vpcConfig"] },
      },
    ],
  },
  {
    title: "What a schema leaves open gets no default",
    steps: [
      {
        request: { verb: "create", kind: TRAINING, object: training("v") },
        expect: { without: ["spec.enableNetworkIsolation", "spec.enableManagedSpotTraining"] },
      },
    ],
  },
  {
    title: "Keys and texts of the user's own stay as they are",
    steps: [
      {
        request: {
          verb: "create",
          kind: TRAINING,
          object: training("v", {
            hyperParameters: { constructor: "1", "a.b/c": "", roleARN: "x", µ: "é\u{1F41A}", " ": '"\\' },
          }),
        },
        expect: {
          object: {
            spec: {
              hyperParameters: { constructor: "1", "a.b/c": "", roleARN: "x", µ: "é\u{1F41A}", " ": '"\\' },
            },
          },
        },
      },
    ],
  },
  {
    title: "Fractions, large numbers and empty lists stay as they are",
    steps: [
      create("Model", model("m")),
      {
        request: {
          verb: "create",
          kind: "EndpointConfig",
          object: endpointConfig("v", "m", {
            productionVariants: [
              {
                variantName: "All",
                modelName: "m",
                instanceType: "ml.c5.large",
                initialInstanceCount: 1,
                initialVariantWeight: 0.1,
                volumeSizeInGB: 512,
              },
            ],
            tags: [],
          }),
        },
        expect: { object: { spec: { productionVariants: [{ initialVariantWeight: 0.1 }], tags: [] } } },
      },
    ],
  },
  {
    title: "A status is the controllers' to say: a new object has none, whoever sends one",
    steps: [
      {
        request: {
          verb: "create",
          kind: TRAINING,
          object: training("v", {}, { status: { trainingJobStatus: "Completed", failureReason: "none" } }),
        },
        expect: { without: ["status"], object: { metadata: { generation: 1 } } },
      },
    ],
  },
  {
    title: "What the AWS API alone would refuse is stored, and its controller says no (SLIP-RUN-004)",
    needs: ["storing before judging"],
    steps: [
      create(TRAINING, training("v", { stoppingCondition: { maxRuntimeInSeconds: 0 } })),
      create(TRAINING, training("w", { trainingJobName: "under_score" })),
    ],
  },
  {
    title: "What names something that is not there is stored, and waits for it",
    needs: ["storing before judging"],
    steps: [create("EndpointConfig", endpointConfig("v", "absent"))],
  },
];
