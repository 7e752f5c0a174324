import { afterAll, beforeAll, test } from "vitest";
import { answers, type NamedCall } from "../aws/answers.ts";
import { AwsHome } from "../aws/aws-home.ts";
import { endpointConfig, model, trainingJob } from "../aws/requests.ts";
import { Moto } from "../support/moto.ts";
import { expectDifferences } from "../support/peer-differences.ts";

const ARN = "arn:aws:sagemaker:us-west-2:123456789012";
const TAGS = [
  { Key: "a", Value: "1" },
  { Key: "b", Value: "2" },
];
const expression = (Name: string, Operator: string, Value: string) => ({
  Resource: "TrainingJob",
  SearchExpression: { Filters: [{ Name, Operator, Value }] },
});

const MADE: readonly NamedCall[] = [
  ["CreateTrainingJob", "create_training_job", trainingJob("job-a")],
  ["CreateTrainingJob, another", "create_training_job", trainingJob("job-b")],
  ["CreateTrainingJob, upper case", "create_training_job", trainingJob("Job-C")],
  ["CreateTrainingJob, again", "create_training_job", trainingJob("job-a")],
  ["CreateTrainingJob, bad name", "create_training_job", trainingJob("bad_name")],
  ["CreateTrainingJob, bad role", "create_training_job", { ...trainingJob("role"), RoleArn: "me" }],
  ["CreateModel", "create_model", model("model-a")],
  ["CreateModel, again", "create_model", model("model-a")],
  [
    "CreateModel, no container",
    "create_model",
    { ModelName: "none", ExecutionRoleArn: trainingJob("x").RoleArn },
  ],
  ["CreateEndpointConfig", "create_endpoint_config", endpointConfig("config-a", "model-a")],
  ["CreateEndpointConfig, no model", "create_endpoint_config", endpointConfig("config-b", "none")],
  [
    "CreateEndpointConfig, no such machine",
    "create_endpoint_config",
    {
      EndpointConfigName: "config-c",
      ProductionVariants: [
        { ...endpointConfig("c", "model-a").ProductionVariants[0], InstanceType: "ml.m5.huge" },
      ],
    },
  ],
  [
    "CreateEndpoint",
    "create_endpoint",
    { EndpointName: "endpoint-a", EndpointConfigName: "config-a", Tags: TAGS },
  ],
  [
    "CreateEndpoint, again",
    "create_endpoint",
    { EndpointName: "endpoint-a", EndpointConfigName: "config-a" },
  ],
  ["CreateEndpoint, no configuration", "create_endpoint", { EndpointName: "e", EndpointConfigName: "none" }],
];

const job = { TrainingJobName: "job-a" };
const endpoint = { EndpointName: "endpoint-a" };
const desired = (VariantName: string) => ({
  ...endpoint,
  DesiredWeightsAndCapacities: [{ VariantName, DesiredWeight: 2, DesiredInstanceCount: 2 }],
});

const ASKED: readonly NamedCall[] = [
  ["DescribeTrainingJob", "describe_training_job", job],
  ["DescribeTrainingJob, none", "describe_training_job", { TrainingJobName: "none" }],
  ["DescribeModel", "describe_model", { ModelName: "model-a" }],
  ["DescribeModel, none", "describe_model", { ModelName: "none" }],
  ["DescribeEndpointConfig", "describe_endpoint_config", { EndpointConfigName: "config-a" }],
  ["DescribeEndpointConfig, none", "describe_endpoint_config", { EndpointConfigName: "none" }],
  ["DescribeEndpoint", "describe_endpoint", endpoint],
  ["DescribeEndpoint, none", "describe_endpoint", { EndpointName: "none" }],
  ["ListTrainingJobs", "list_training_jobs", { SortBy: "Name" }],
  ["ListTrainingJobs, by name", "list_training_jobs", { NameContains: "-b" }],
  ["ListTrainingJobs, by time", "list_training_jobs", { CreationTimeBefore: 1_000_000_000 }],
  ["ListTrainingJobs, a page", "list_training_jobs", { MaxResults: 1, SortBy: "Name" }],
  ["ListTrainingJobs, bad status", "list_training_jobs", { StatusEquals: "blah" }],
  ["ListTrainingJobs, bad token", "list_training_jobs", { NextToken: "asdf" }],
  ["ListTrainingJobs, bad page", "list_training_jobs", { MaxResults: 1000 }],
  ["ListModels", "list_models", {}],
  ["ListModels, by name", "list_models", { NameContains: "none" }],
  ["ListEndpointConfigs", "list_endpoint_configs", {}],
  ["ListEndpoints", "list_endpoints", {}],
  ["ListEndpoints, by status", "list_endpoints", { StatusEquals: "Failed" }],
  ["ListTags", "list_tags", { ResourceArn: `${ARN}:endpoint/endpoint-a` }],
  ["AddTags", "add_tags", { ResourceArn: `${ARN}:model/model-a`, Tags: TAGS }],
  ["ListTags, added", "list_tags", { ResourceArn: `${ARN}:model/model-a` }],
  ["DeleteTags", "delete_tags", { ResourceArn: `${ARN}:model/model-a`, TagKeys: ["a"] }],
  ["ListTags, deleted", "list_tags", { ResourceArn: `${ARN}:model/model-a` }],
  ["ListTags, none", "list_tags", { ResourceArn: `${ARN}:model/none` }],
  ["ListTags, no ARN", "list_tags", { ResourceArn: "model-a" }],
  ["Search", "search", expression("TrainingJobName", "Equals", "job-a")],
  ["Search, unknown property", "search", expression("Colour", "Equals", "red")],
  ["UpdateTrainingJob", "update_training_job", { ...job, ProfilerConfig: { DisableProfiler: true } }],
  [
    "UpdateEndpointWeightsAndCapacities, unknown variant",
    "update_endpoint_weights_and_capacities",
    desired("z"),
  ],
  [
    "UpdateEndpointWeightsAndCapacities, none",
    "update_endpoint_weights_and_capacities",
    { ...desired("AllTraffic"), EndpointName: "none" },
  ],
  ["UpdateEndpointWeightsAndCapacities", "update_endpoint_weights_and_capacities", desired("AllTraffic")],
  ["DescribeEndpoint, weights", "describe_endpoint", endpoint],
  ["UpdateEndpoint", "update_endpoint", { ...endpoint, EndpointConfigName: "none" }],
  ["StopTrainingJob", "stop_training_job", job],
  ["StopTrainingJob, none", "stop_training_job", { TrainingJobName: "none" }],
  ["DeleteTrainingJob, running", "delete_training_job", job],
  ["DeleteEndpoint, none", "delete_endpoint", { EndpointName: "none" }],
  ["DeleteEndpoint", "delete_endpoint", endpoint],
  ["DeleteEndpointConfig", "delete_endpoint_config", { EndpointConfigName: "config-a" }],
  ["DeleteEndpointConfig, again", "delete_endpoint_config", { EndpointConfigName: "config-a" }],
  ["DeleteModel", "delete_model", { ModelName: "model-a" }],
  ["DeleteModel, again", "delete_model", { ModelName: "model-a" }],
];

let moto: Moto;
let home: AwsHome;
beforeAll(async () => {
  [moto, home] = await Promise.all([Moto.up(), AwsHome.up()]);
}, 120_000);
afterAll(async () => {
  await moto?.down();
  await home?.down();
});

test("each call is answered as moto's server does, but for the differences in the table", async () => {
  const peer = { url: moto.url, accessKeyId: "a", secretAccessKey: "b" };
  const ours = { url: home.url, accessKeyId: "OWNER", secretAccessKey: "secret of OWNER" };
  const theirs = await answers(peer, [...MADE, ...ASKED]);
  const made = await answers(ours, MADE);
  // What its controller would write of an endpoint that serves.
  await home.setEndpointStatus("endpoint-a", {
    endpointStatus: "InService",
    productionVariants: [
      {
        variantName: "AllTraffic",
        currentWeight: 1,
        desiredWeight: 1,
        currentInstanceCount: 1,
        desiredInstanceCount: 1,
      },
    ],
    slipway: { endpointConfigName: "config-a" },
  });
  const answered = { ...made, ...(await answers(ours, ASKED)) };
  expectDifferences("sagemaker-differences.md", {
    calls: [...MADE, ...ASKED],
    ours: answered,
    theirs,
    compared: (_, value) =>
      typeof value === "string" && /^\d{4}-\d\d-\d\d[ T]\d\d:/.test(value) ? "TIME" : value,
  });
});
