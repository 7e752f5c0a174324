import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  paginateListMetrics,
  ResourceNotFound,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCOUNT, REGION, SignedHome } from "./signed-home.ts";

const KEYS = { accessKeyId: "AKIAJAVASCRIPT000001", secretAccessKey: "the owner's secret" };

let home: SignedHome;
beforeAll(async () => {
  home = await SignedHome.up();
  home.issue(KEYS.accessKeyId, KEYS.secretAccessKey);
});
afterAll(() => home.down());

const configuration = (credentials: object = KEYS) => ({
  endpoint: `http://${home.host}`,
  region: REGION,
  credentials: credentials as typeof KEYS,
  maxAttempts: 1,
});

test("CloudWatch's client puts measurements, many at once too, and reads them and alarms", async () => {
  const client = new CloudWatchClient(configuration());
  const minute = new Date(Math.floor(Date.now() / 60_000 - 2) * 60_000);
  const MetricData = Array.from({ length: 600 }, (_, i) => ({
    MetricName: `m${i % 3}`,
    Value: i,
    Timestamp: minute,
    Unit: "Count" as const,
    Dimensions: [{ Name: "Host", Value: "a host whose name takes some room" }],
  }));
  await client.send(new PutMetricDataCommand({ Namespace: "JavaScript", MetricData }));
  await client.send(
    new PutMetricDataCommand({ Namespace: "JavaScript", MetricData: [{ MetricName: "alone", Value: 1.5 }] }),
  );
  const listed: unknown[] = [];
  for await (const { Metrics = [] } of paginateListMetrics({ client }, { Namespace: "JavaScript" }))
    listed.push(...Metrics.map(({ MetricName }) => MetricName));
  expect(listed.sort()).toEqual(["alone", "m0", "m1", "m2"]);
  const { Datapoints } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: "JavaScript",
      MetricName: "m1",
      Dimensions: MetricData[0]?.Dimensions,
      StartTime: minute,
      EndTime: new Date(minute.getTime() + 60_000),
      Period: 60,
      Statistics: ["SampleCount", "Minimum", "Maximum"],
    }),
  );
  expect(Datapoints).toEqual([
    { Timestamp: minute, Unit: "Count", SampleCount: 200, Minimum: 1, Maximum: 598 },
  ]);
  await client.send(
    new PutMetricAlarmCommand({
      AlarmName: "high",
      Namespace: "JavaScript",
      MetricName: "alone",
      Statistic: "Average",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanThreshold",
    }),
  );
  const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ["high"] }));
  expect(MetricAlarms).toMatchObject([{ AlarmName: "high", StateValue: "INSUFFICIENT_DATA", Threshold: 1 }]);
  const none = new SetAlarmStateCommand({ AlarmName: "none", StateValue: "OK", StateReason: "x" });
  await expect(client.send(none)).rejects.toBeInstanceOf(ResourceNotFound);
  client.destroy();
});

test("STS's client tells who calls, and its temporary credentials serve the others", async () => {
  const sts = new STSClient(configuration());
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: ACCOUNT,
    Arn: `arn:aws:iam::${ACCOUNT}:user/owner`,
  });
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/R`;
  const { Credentials: made } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "me" }));
  const session = new STSClient(
    configuration({
      accessKeyId: made?.AccessKeyId,
      secretAccessKey: made?.SecretAccessKey,
      sessionToken: made?.SessionToken,
    }),
  );
  expect((await session.send(new GetCallerIdentityCommand({}))).Arn).toBe(
    `arn:aws:sts::${ACCOUNT}:assumed-role/R/me`,
  );
  expect(made?.Expiration).toBeInstanceOf(Date);
  sts.destroy();
  session.destroy();
});

test("IAM's client makes, reads, lists and deletes a role", async () => {
  const client = new IAMClient(configuration());
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: "sagemaker.amazonaws.com" },
      Action: "sts:AssumeRole",
    },
  });
  const role = { RoleName: "JavaScript" };
  const Tags = [{ Key: "a", Value: "b" }];
  await client.send(new CreateRoleCommand({ ...role, AssumeRolePolicyDocument, Tags }));
  const { Role } = await client.send(new GetRoleCommand(role));
  expect(Role).toMatchObject({ ...role, Arn: `arn:aws:iam::${ACCOUNT}:role/JavaScript`, Tags });
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(AssumeRolePolicyDocument);
  expect(Role?.CreateDate).toBeInstanceOf(Date);
  const { Roles, IsTruncated } = await client.send(new ListRolesCommand({}));
  expect([Roles?.map(({ RoleName }) => RoleName), IsTruncated]).toEqual([["JavaScript"], false]);
  await client.send(new DeleteRoleCommand(role));
  await expect(client.send(new GetRoleCommand(role))).rejects.toBeInstanceOf(NoSuchEntityException);
  client.destroy();
});
