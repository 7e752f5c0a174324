import { keyOf } from "@slipway/model";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keepLast } from "../../../packages/platform/src/ledger/last-records.ts";
import { answers, type NamedCall } from "./answers.ts";
import { AwsHome, NAMESPACE } from "./aws-home.ts";
import { endpointConfig, model, trainingJob } from "./requests.ts";

const ARN = "arn:aws:sagemaker:us-west-2:123456789012";

let home: AwsHome;
beforeAll(async () => {
  home = await AwsHome.up();
});
afterAll(() => home.down());

const ask = (calls: readonly NamedCall[]) =>
  answers({ url: home.url, accessKeyId: "OWNER", secretAccessKey: "secret of OWNER" }, calls);

test("tags are those of Create, and those added, replaced and deleted by ARN, of every kind", async () => {
  const added = [
    { Key: "team", Value: "crabs" },
    { Key: "cost", Value: "" },
  ];
  const kinds = [
    ["job", "create_training_job", { ...trainingJob("Tagged") }, "training-job/tagged"],
    [
      "model",
      "create_model",
      { ...model("Tagged"), Tags: [{ Key: "team", Value: "shellfish" }] },
      "model/Tagged",
    ],
    [
      "config",
      "create_endpoint_config",
      { ...endpointConfig("tagged", "Tagged"), Tags: [{ Key: "team", Value: "shellfish" }] },
      "endpoint-config/tagged",
    ],
    [
      "endpoint",
      "create_endpoint",
      { EndpointName: "tagged", EndpointConfigName: "tagged", Tags: [{ Key: "team", Value: "shellfish" }] },
      "endpoint/tagged",
    ],
  ] as const;
  const told = await ask(
    kinds.flatMap(([name, create, input, of]): NamedCall[] => {
      const ResourceArn = `${ARN}:${of}`;
      return [
        [name, create, input],
        [`${name}-first`, "list_tags", { ResourceArn }],
        [`${name}-add`, "add_tags", { ResourceArn, Tags: added }],
        [`${name}-delete`, "delete_tags", { ResourceArn, TagKeys: ["cost", "none"] }],
        [`${name}-last`, "list_tags", { ResourceArn }],
      ];
    }),
  );
  for (const [name] of kinds) {
    expect([name, told[`${name}-first`]]).toEqual([name, { Tags: [{ Key: "team", Value: "shellfish" }] }]);
    expect(told[`${name}-add`]).toEqual({ Tags: added });
    expect(told[`${name}-delete`]).toEqual({});
    expect(told[`${name}-last`]).toEqual({ Tags: [{ Key: "team", Value: "crabs" }] });
  }
});

test("tags are refused as AWS documents it: fifty at most, no key twice, none of AWS's own, no resource that is not there", async () => {
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({ Key: `k${from + at}`, Value: "v" }));
  const ResourceArn = `${ARN}:model/full`;
  const told = await ask([
    ["made", "create_model", { ...model("full"), Tags: many(0, 30) }],
    ["filled", "add_tags", { ResourceArn, Tags: many(30, 20) }],
    ["over", "add_tags", { ResourceArn, Tags: many(50, 1) }],
    ["fifty-one", "add_tags", { ResourceArn, Tags: many(0, 51) }],
    ["page", "list_tags", { ResourceArn, MaxResults: 50 }],
    ["twice", "add_tags", { ResourceArn, Tags: [...many(0, 1), ...many(0, 1)] }],
    ["own", "add_tags", { ResourceArn, Tags: [{ Key: "AWS:x", Value: "v" }] }],
    ["own-at-create", "create_model", { ...model("other"), Tags: [{ Key: "aws:x", Value: "v" }] }],
    ["none", "list_tags", { ResourceArn: `${ARN}:model/none` }],
    ["none-job", "add_tags", { ResourceArn: `${ARN}:training-job/none`, Tags: many(0, 1) }],
    ["foreign", "list_tags", { ResourceArn: `${ARN}:pipeline/p` }],
    ["no-arn", "list_tags", { ResourceArn: "model/full" }],
    ["bad-token", "list_tags", { ResourceArn, NextToken: "asdf" }],
  ]);
  expect(told["filled"]?.["Tags"]).toHaveLength(50);
  expect(told["page"]?.["Tags"]).toHaveLength(50);
  const errors = Object.fromEntries(
    Object.entries(told).flatMap(([name, { error }]) => (error ? [[name, error]] : [])),
  );
  expect(errors).toEqual({
    over: ["ResourceLimitExceeded", expect.stringContaining("at most 50")],
    "fifty-one": [
      "ValidationException",
      expect.stringMatching(
        /^1 validation error detected: Value '.*' at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50$/,
      ),
    ],
    twice: ["ValidationException", expect.stringContaining("k0 is given more than once")],
    own: ["ValidationException", "aws: prefixed tag key names are not allowed for external use."],
    "own-at-create": ["ValidationException", "aws: prefixed tag key names are not allowed for external use."],
    none: ["ValidationException", `Could not find model "${ARN}:model/none".`],
    "none-job": ["ValidationException", "Requested resource not found."],
    foreign: ["ValidationException", `Could not find the resource "${ARN}:pipeline/p".`],
    "no-arn": ["ValidationException", expect.stringContaining("arn:aws[a-z-]*:sagemaker")],
    "bad-token": ["ValidationException", 'Invalid pagination token because "{0}".'],
  });
});

test("names that differ by case alone would have one ARN: the second is told that it exists", async () => {
  const told = await ask([
    ["first", "create_model", model("MixedCase")],
    ["second", "create_model", model("mixedcase")],
    ["job", "create_training_job", trainingJob("MixedCase")],
    ["job-second", "create_training_job", trainingJob("MIXEDCASE")],
    ["lower", "describe_model", { ModelName: "mixedcase" }],
  ]);
  expect(told["first"]?.error).toBeUndefined();
  expect(told["second"]?.error).toEqual([
    "ValidationException",
    `Cannot create already existing model "${ARN}:model/mixedcase".`,
  ]);
  expect(told["job-second"]?.error?.[0]).toBe("ResourceInUse");
  expect(told["lower"]?.error).toEqual([
    "ValidationException",
    `Could not find model "${ARN}:model/mixedcase".`,
  ]);
});

test("fields that mean nothing here are taken, told in a header, and described as they were given", async () => {
  const VpcConfig = { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] };
  const job = {
    ...trainingJob("isolated"),
    EnableNetworkIsolation: true,
    VpcConfig,
    OutputDataConfig: { S3OutputPath: "s3://bucket/output", KmsKeyId: "alias/key" },
    DebugHookConfig: { S3OutputPath: "s3://bucket/debug" },
    ProfilerConfig: { S3OutputPath: "s3://bucket/profile" },
    TensorBoardOutputConfig: { S3OutputPath: "s3://bucket/board" },
    ExperimentConfig: { ExperimentName: "e" },
  };
  const told = await ask([
    ["job", "create_training_job", job],
    ["described", "describe_training_job", { TrainingJobName: "isolated" }],
    ["model", "create_model", { ...model("isolated"), VpcConfig, EnableNetworkIsolation: true }],
    ["config", "create_endpoint_config", { ...endpointConfig("isolated", "isolated"), KmsKeyId: "key" }],
    ["plain", "create_model", model("plain")],
  ]);
  const { Tags: _, ...asked } = job;
  expect(told["described"]).toMatchObject(asked);
  expect(told["job"]?.["withoutEffect"]).toBe(
    "debugHookConfig, enableNetworkIsolation, experimentConfig, profilerConfig, tensorBoardOutputConfig, vpcConfig, outputDataConfig.kmsKeyID",
  );
  expect(told["model"]?.["withoutEffect"]).toBe("enableNetworkIsolation, vpcConfig");
  expect(told["config"]?.["withoutEffect"]).toBe("kmsKeyID");
  expect(told["plain"]).toEqual({ ModelArn: `${ARN}:model/plain` });
});

test("a job that kubectl deleted is still described, is in nobody's way, and one that AWS's Delete took away is gone", async () => {
  const name = "Taken-Away";
  const named = { namespace: NAMESPACE, kind: "TrainingJob", name };
  await ask([["made", "create_training_job", trainingJob(name)]]);
  // What its controller does when it lets a deleted job go.
  const { items } = await home.store.list(trainingJobKind, { namespace: NAMESPACE });
  const job = items.find(({ spec }) => spec.trainingJobName === name);
  if (job === undefined) throw new Error("the job is not there");
  const status = { trainingJobStatus: "Stopped", secondaryStatus: "Stopped" } as const;
  await keepLast(home.ledger, named, { object: { ...job, status }, at: new Date() });
  await home.store.remove(trainingJobKind, keyOf(job));
  const ResourceArn = `${ARN}:training-job/taken-away`;
  const told = await ask([
    ["kept", "describe_training_job", { TrainingJobName: name }],
    ["tags", "list_tags", { ResourceArn }],
    ["tag", "add_tags", { ResourceArn, Tags: [{ Key: "a", Value: "b" }] }],
    ["other", "describe_training_job", { TrainingJobName: "taken-away" }],
    ["again", "create_training_job", trainingJob(name)],
    ["new", "describe_training_job", { TrainingJobName: name }],
  ]);
  expect(told["kept"]).toMatchObject({
    TrainingJobName: name,
    TrainingJobStatus: "Stopped",
    HyperParameters: trainingJob(name).HyperParameters,
  });
  expect(told["tags"]).toEqual({ Tags: trainingJob(name).Tags });
  const absent = ["ValidationException", "Requested resource not found."];
  expect([told["tag"]?.error, told["other"]?.error]).toEqual([absent, absent]);
  expect(told["again"]?.error).toBeUndefined();
  expect(told["new"]).toMatchObject({ TrainingJobStatus: "InProgress" });
  const key = keyOf(
    (await home.store.list(trainingJobKind, { namespace: NAMESPACE })).items.find(
      ({ spec }) => spec.trainingJobName === name,
    ) ?? job,
  );
  const again = await home.store.get(trainingJobKind, key);
  await home.store.replace(trainingJobKind, { ...again, status } as never, "status");
  const last = await ask([
    ["delete", "delete_training_job", { TrainingJobName: name }],
    ["gone", "describe_training_job", { TrainingJobName: name }],
  ]);
  expect([last["delete"]?.error, last["gone"]?.error]).toEqual([undefined, absent]);
});

test("AWS's Delete takes away what is still described of a job that is gone, and then it is not found", async () => {
  const name = "half-deleted";
  await ask([["made", "create_training_job", trainingJob(name)]]);
  const { items } = await home.store.list(trainingJobKind, { namespace: NAMESPACE });
  const job = items.find(({ spec }) => spec.trainingJobName === name);
  if (job === undefined) throw new Error("the job is not there");
  const named = { namespace: NAMESPACE, kind: "TrainingJob", name };
  await keepLast(home.ledger, named, { object: job, at: new Date() });
  await home.store.remove(trainingJobKind, keyOf(job));
  const told = await ask([
    ["kept", "describe_training_job", { TrainingJobName: name }],
    ["deleted", "delete_training_job", { TrainingJobName: name }],
    ["described", "describe_training_job", { TrainingJobName: name }],
    ["again", "delete_training_job", { TrainingJobName: name }],
  ]);
  expect([told["kept"]?.error, told["deleted"]?.error]).toEqual([undefined, undefined]);
  const absent = ["ValidationException", "Requested resource not found."];
  expect([told["described"]?.error, told["again"]?.error]).toEqual([absent, absent]);
});

test("UpdateTrainingJob changes what AWS can change, and no job that is not there", async () => {
  const told = await ask([
    ["made", "create_training_job", trainingJob("updated")],
    [
      "changed",
      "update_training_job",
      {
        TrainingJobName: "updated",
        ProfilerConfig: { S3OutputPath: "s3://bucket/profile", ProfilingIntervalInMilliseconds: 500 },
        ResourceConfig: { KeepAlivePeriodInSeconds: 60 },
        RemoteDebugConfig: { EnableRemoteDebug: true },
      },
    ],
    [
      "again",
      "update_training_job",
      { TrainingJobName: "updated", ProfilerConfig: { DisableProfiler: true } },
    ],
    ["then", "describe_training_job", { TrainingJobName: "updated" }],
    ["none", "update_training_job", { TrainingJobName: "none" }],
  ]);
  expect(told["changed"]).toEqual({ TrainingJobArn: `${ARN}:training-job/updated` });
  expect(told["then"]).toMatchObject({
    ProfilerConfig: {
      S3OutputPath: "s3://bucket/profile",
      ProfilingIntervalInMilliseconds: 500,
      DisableProfiler: true,
    },
    ResourceConfig: { ...trainingJob("x").ResourceConfig, KeepAlivePeriodInSeconds: 60 },
    RemoteDebugConfig: { EnableRemoteDebug: true },
  });
  expect(told["none"]?.error).toEqual(["ValidationException", "Requested resource not found."]);
});

describe("an endpoint in service", () => {
  const variants = (...names: readonly string[]) => ({
    ProductionVariants: names.map((VariantName) => ({
      ...endpointConfig("c", "served").ProductionVariants[0],
      VariantName,
    })),
  });
  const inService = (endpointConfigName: string) =>
    home.setEndpointStatus("served", {
      endpointStatus: "InService",
      productionVariants: ["a", "b"].map((variantName) => ({
        variantName,
        currentWeight: 1,
        desiredWeight: 1,
        currentInstanceCount: 1,
        desiredInstanceCount: 1,
      })),
      slipway: { endpointConfigName },
    });
  const desire = (...DesiredWeightsAndCapacities: readonly object[]): NamedCall[2] => ({
    EndpointName: "served",
    DesiredWeightsAndCapacities,
  });
  beforeAll(async () => {
    const told = await ask([
      ["model", "create_model", model("served")],
      ["config", "create_endpoint_config", { ...endpointConfig("served", "served"), ...variants("a", "b") }],
      ["next", "create_endpoint_config", { ...endpointConfig("next", "served"), ...variants("b", "c") }],
      ["endpoint", "create_endpoint", { EndpointName: "served", EndpointConfigName: "served" }],
    ]);
    expect(Object.values(told).flatMap(({ error }) => error ?? [])).toEqual([]);
    await inService("served");
  });

  test("gets other weights and capacities, told as desired at once while it is Updating", async () => {
    const told = await ask([
      ["unknown", "update_endpoint_weights_and_capacities", desire({ VariantName: "z", DesiredWeight: 1 })],
      [
        "twice",
        "update_endpoint_weights_and_capacities",
        desire({ VariantName: "a", DesiredWeight: 1 }, { VariantName: "a", DesiredWeight: 1 }),
      ],
      [
        "nothing",
        "update_endpoint_weights_and_capacities",
        desire({ VariantName: "a", DesiredWeight: 0 }, { VariantName: "b", DesiredWeight: 0 }),
      ],
      ["before", "describe_endpoint", { EndpointName: "served" }],
      [
        "changed",
        "update_endpoint_weights_and_capacities",
        desire({ VariantName: "a", DesiredWeight: 1.5, DesiredInstanceCount: 3 }),
      ],
      ["after", "describe_endpoint", { EndpointName: "served" }],
      ["meanwhile", "update_endpoint_weights_and_capacities", desire({ VariantName: "a", DesiredWeight: 2 })],
    ]);
    expect(told["unknown"]?.error).toEqual([
      "ValidationException",
      'The variant name(s) "z" is/are not present within endpoint configuration "served".',
    ]);
    expect(told["twice"]?.error?.[1]).toBe('The variant name "a" was non-unique within the request.');
    expect(told["nothing"]?.error?.[0]).toBe("ValidationException");
    expect(told["before"]).toMatchObject({ EndpointStatus: "InService" });
    expect(told["changed"]).toEqual({ EndpointArn: `${ARN}:endpoint/served` });
    expect(told["after"]).toMatchObject({
      EndpointStatus: "Updating",
      ProductionVariants: [
        {
          VariantName: "a",
          CurrentWeight: 1,
          DesiredWeight: 1.5,
          CurrentInstanceCount: 1,
          DesiredInstanceCount: 3,
        },
        { VariantName: "b", DesiredWeight: 1, DesiredInstanceCount: 1 },
      ],
    });
    expect(told["meanwhile"]?.error?.[1]).toBe(
      `Cannot update in-progress endpoint "${ARN}:endpoint/served".`,
    );
  });
});

describe("Search", () => {
  const search = (SearchExpression: object, more: object = {}): NamedCall[2] => ({
    Resource: "TrainingJob",
    SearchExpression,
    ...more,
  });
  const where = (Name: string, Operator: string, Value?: string) => ({
    Name,
    Operator,
    ...(Value === undefined ? {} : { Value }),
  });
  const only = { Filters: [where("TrainingJobName", "Contains", "found-")] };
  const names = (answer: { readonly [name: string]: unknown } | undefined) =>
    (
      answer?.["Results"] as
        | readonly { readonly TrainingJob: { readonly TrainingJobName: string } }[]
        | undefined
    )?.map(({ TrainingJob }) => TrainingJob.TrainingJobName) ?? answer;
  beforeAll(async () => {
    const channel = (ChannelName: string, S3Uri: string) => ({
      ChannelName,
      DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri } },
    });
    const made = await ask(
      [0.1, 0.25, 3].map(
        (eta, index): NamedCall => [
          `job-${index}`,
          "create_training_job",
          {
            ...trainingJob(`found-${index}`),
            HyperParameters: { eta: String(eta), mode: index === 2 ? "slow" : "fast" },
            Tags: [{ Key: "team", Value: index === 0 ? "crabs" : "shellfish" }],
            InputDataConfig: [
              channel("train", `s3://bucket/${index}/train`),
              channel("validation", `s3://bucket/${index}/validation`),
            ],
          },
        ],
      ),
    );
    expect(Object.values(made).flatMap(({ error }) => error ?? [])).toEqual([]);
  });

  test("finds by each operator, in lists, by tags and hyperparameters, and by expressions within expressions", async () => {
    const asked = {
      eq: search({ Filters: [where("TrainingJobName", "Equals", "found-1")] }),
      ne: search({ Filters: [...only.Filters, where("TrainingJobName", "NotEquals", "found-1")] }),
      gt: search({ Filters: [...only.Filters, where("HyperParameters.eta", "GreaterThan", "0.2")] }),
      le: search({ Filters: [...only.Filters, where("HyperParameters.eta", "LessThanOrEqualTo", "0.25")] }),
      whole: search({ Filters: [...only.Filters, where("HyperParameters.eta", "Equals", "0")] }),
      in: search({ Filters: [where("TrainingJobName", "In", "found-0, found-2")] }),
      exists: search({ Filters: [...only.Filters, where("HyperParameters.mode", "Exists")] }),
      notExists: search({ Filters: [...only.Filters, where("HyperParameters.none", "NotExists")] }),
      tag: search({ Filters: [...only.Filters, where("Tags.team", "Equals", "crabs")] }),
      uri: search({
        Filters: [where("InputDataConfig.DataSource.S3DataSource.S3Uri", "Contains", "bucket/2")],
      }),
      time: search({ Filters: [...only.Filters, where("CreationTime", "LessThan", "2020-01-01T00:00:00")] }),
      or: search({
        Operator: "Or",
        SubExpressions: [
          { Filters: [where("TrainingJobName", "Equals", "found-0")] },
          { Filters: [where("HyperParameters.mode", "Equals", "slow")] },
        ],
      }),
      nested: search({
        NestedFilters: [
          {
            NestedPropertyName: "InputDataConfig",
            Filters: [
              where("InputDataConfig.ChannelName", "Equals", "train"),
              where("InputDataConfig.DataSource.S3DataSource.S3Uri", "Contains", "1/train"),
            ],
          },
        ],
      }),
      nestedNone: search({
        NestedFilters: [
          {
            NestedPropertyName: "InputDataConfig",
            Filters: [
              where("InputDataConfig.ChannelName", "Equals", "train"),
              where("InputDataConfig.DataSource.S3DataSource.S3Uri", "Contains", "validation"),
            ],
          },
        ],
      }),
    };
    const ascending = { SortBy: "TrainingJobName", SortOrder: "Ascending" };
    const told = await ask(
      Object.entries(asked).map(([name, input]): NamedCall => [name, "search", { ...input, ...ascending }]),
    );
    expect(Object.fromEntries(Object.keys(asked).map((name) => [name, names(told[name])]))).toEqual({
      eq: ["found-1"],
      ne: ["found-0", "found-2"],
      gt: ["found-1", "found-2"],
      le: ["found-0", "found-1"],
      whole: ["found-0", "found-1"],
      in: ["found-0", "found-2"],
      exists: ["found-0", "found-1", "found-2"],
      notExists: ["found-0", "found-1", "found-2"],
      tag: ["found-0"],
      uri: ["found-2"],
      time: [],
      or: ["found-0", "found-2"],
      nested: ["found-1"],
      nestedNone: [],
    });
  });

  test("orders, pages and counts, and says what it does not know", async () => {
    const sorted = { ...search(only), SortBy: "HyperParameters.eta", SortOrder: "Descending", MaxResults: 2 };
    const told = await ask([
      ["page", "search", sorted],
      ["rest", "search", { ...sorted, NextToken: { $: "page.NextToken" } }],
      ["property", "search", search({ Filters: [where("Colour", "Equals", "red")] })],
      ["order", "search", search(only, { SortBy: "Colour" })],
      ["value", "search", search({ Filters: [where("TrainingJobName", "Equals")] })],
      ["kind", "search", { Resource: "Experiment" }],
      ["token", "search", search(only, { NextToken: "asdf" })],
      [
        "model",
        "search",
        { Resource: "Model", SearchExpression: { Filters: [where("ModelName", "Equals", "served")] } },
      ],
      [
        "endpoint",
        "search",
        { Resource: "Endpoint", SearchExpression: { Filters: [where("EndpointName", "Equals", "served")] } },
      ],
      [
        "suggest",
        "get_search_suggestions",
        {
          Resource: "TrainingJob",
          SuggestionQuery: { PropertyNameQuery: { PropertyNameHint: "instanceC" } },
        },
      ],
    ]);
    expect([names(told["page"]), names(told["rest"])]).toEqual([["found-2", "found-1"], ["found-0"]]);
    expect(told["page"]?.["TotalHits"]).toEqual({ Value: 3, Relation: "EqualTo" });
    expect(told["rest"]?.["NextToken"]).toBeUndefined();
    expect(told["property"]?.error).toEqual(["ValidationException", "Unknown property name: Colour"]);
    expect(told["order"]?.error).toEqual(["ValidationException", "Unknown property name: Colour"]);
    expect(told["value"]?.error?.[1]).toContain("no Value");
    expect(told["kind"]?.error?.[1]).toBe("Search with Resource Experiment is not served here.");
    expect(told["token"]?.error?.[1]).toBe('Invalid pagination token because "{0}".');
    expect(told["model"]).toMatchObject({
      Results: [{ Model: { Model: { ModelName: "served" }, Endpoints: [{ EndpointName: "served" }] } }],
    });
    expect(told["endpoint"]).toMatchObject({
      Results: [{ Endpoint: { EndpointName: "served", EndpointConfigName: "served" } }],
    });
    expect(told["suggest"]?.["PropertyNameSuggestions"]).toEqual(
      expect.arrayContaining([{ PropertyName: "ResourceConfig.InstanceCount" }]),
    );
  });
});
