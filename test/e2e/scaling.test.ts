import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  DescribeEndpointCommand,
} from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { abaloneModel, trainAbalone } from "./support/abalone-models.ts";
import { awsClients } from "./support/aws-clients.ts";
import { EXAMPLE, eventually, Home, ok } from "./support/home.ts";

const ENDPOINT = "abalone-endpoint";
/** A look comes once a minute. */
const SECONDS = 150;

/** Goes by a metric of the user's own, beside the walkthrough's policy. */
const OWN = {
  apiVersion: "applicationautoscaling.services.k8s.aws/v1alpha1",
  kind: "ScalingPolicy",
  metadata: { name: "own" },
  spec: {
    policyName: "own",
    policyType: "TargetTrackingScaling",
    serviceNamespace: "sagemaker",
    resourceID: `endpoint/${ENDPOINT}/variant/AllTraffic`,
    scalableDimension: "sagemaker:variant:DesiredInstanceCount",
    targetTrackingScalingPolicyConfiguration: {
      targetValue: 10,
      scaleInCooldown: 0,
      customizedMetricSpecification: { namespace: "team", metricName: "waiting", statistic: "Average" },
    },
  },
};

/** What the walkthrough's files say, by boto3; then what is there, why it was scaled, and that it goes with its policies. */
const BY_BOTO3 = `
import boto3, json
client = boto3.client("application-autoscaling")
scaled = dict(ServiceNamespace="sagemaker", ResourceId="endpoint/${ENDPOINT}/variant/AllTraffic", ScalableDimension="sagemaker:variant:DesiredInstanceCount")
arn = client.register_scalable_target(**scaled, MinCapacity=1, MaxCapacity=2)["ScalableTargetARN"]
client.register_scalable_target(**scaled, MaxCapacity=20, SuspendedState={"DynamicScalingOutSuspended": True})
tracking = dict(TargetValue=60.0, PredefinedMetricSpecification={"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"})
put = client.put_scaling_policy(**scaled, PolicyName="by-boto3", PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration=tracking)
[target] = client.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
[policy] = client.describe_scaling_policies(**scaled, PolicyNames=["by-boto3"])["ScalingPolicies"]
client.put_scheduled_action(**scaled, ScheduledActionName="morning", Schedule="cron(0 8 ? * MON-FRI *)", Timezone="Europe/Paris", ScalableTargetAction={"MinCapacity": 4})
[action] = client.describe_scheduled_actions(ServiceNamespace="sagemaker", ScheduledActionNames=["morning"])["ScheduledActions"]
def refused(call, **more):
    try:
        call(**more)
    except client.exceptions.ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]
client.put_scheduled_action(**scaled, ScheduledActionName="evening", Schedule="at(2099-01-01T20:00:30)", ScalableTargetAction={"MaxCapacity": 9})
pages = client.get_paginator("describe_scheduled_actions").paginate(ServiceNamespace="sagemaker", PaginationConfig={"PageSize": 1})
client.tag_resource(ResourceARN=arn, Tags={"team": "a"})
told = {
    "tags": client.list_tags_for_resource(ResourceARN=arn)["Tags"],
    "untyped": refused(client.put_scaling_policy, **scaled, PolicyName="p", TargetTrackingScalingPolicyConfiguration=tracking)[0],
    "pages": [[one["ScheduledActionName"] for one in page["ScheduledActions"]] for page in pages],
    "suspended": target["SuspendedState"],
    "no page": refused(client.describe_scaling_activities, ServiceNamespace="sagemaker", NextToken="x")[0],
    "too many": refused(client.describe_scaling_policies, ServiceNamespace="sagemaker", MaxResults=11)[0],
    "not scaled": refused(client.describe_scaling_activities, ServiceNamespace="sagemaker", IncludeNotScaledActivities=True)[0],
    "target": [target["ScalableTargetARN"] == arn, target["MinCapacity"], target["MaxCapacity"], target["ResourceId"]],
    "policy": [policy["PolicyARN"] == put["PolicyARN"], policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"]],
    "action": [action["Schedule"], action["Timezone"], action["ScalableTargetAction"]],
    "never": refused(client.put_scheduled_action, **scaled, ScheduledActionName="never", Schedule="cron(0 8 31 2 ? *)"),
    "upside down": refused(client.register_scalable_target, **scaled, MinCapacity=30),
    "unknown": refused(client.put_scaling_policy, **{**scaled, "ResourceId": "endpoint/other/variant/A"}, PolicyName="p", PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration=tracking),
    "activities": [one["Cause"] for one in client.describe_scaling_activities(**scaled)["ScalingActivities"]],
}
for name in ["morning", "evening"]:
    client.delete_scheduled_action(**scaled, ScheduledActionName=name)
client.deregister_scalable_target(**scaled)
told["left"] = len(client.describe_scaling_policies(**scaled)["ScalingPolicies"])
told["again"] = refused(client.deregister_scalable_target, **scaled)[0]
print(json.dumps(told))
`;

describe("an endpoint that is scaled, on one machine", () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.up();
    await trainAbalone(home, { model: 5 }, { patienceSeconds: 180 });
    await abaloneModel(home, "model");
    const { sagemaker } = awsClients(home);
    const variant = {
      ...{ VariantName: "AllTraffic", ModelName: "model" },
      ...{ InstanceType: "ml.m5.large" as const, InitialInstanceCount: 1 },
    };
    const named = { EndpointConfigName: "one" };
    await sagemaker.send(new CreateEndpointConfigCommand({ ...named, ProductionVariants: [variant] }));
    await sagemaker.send(new CreateEndpointCommand({ ...named, EndpointName: ENDPOINT }));
  });
  afterAll(() => home.down());

  const instances = async (): Promise<readonly [current: number, desired: number]> => {
    const { ProductionVariants: [variant] = [] } = await awsClients(home).sagemaker.send(
      new DescribeEndpointCommand({ EndpointName: ENDPOINT }),
    );
    return [variant?.CurrentInstanceCount ?? 0, variant?.DesiredInstanceCount ?? 0];
  };
  const becomes = (count: number) =>
    eventually(`${count} instances`, SECONDS, async () => {
      const [current, desired] = await instances();
      return current === count && desired === count ? true : undefined;
    });
  /** This minute and those before it. */
  const waiting = (value: number, minutes: number) =>
    awsClients(home).cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: "team",
        MetricData: Array.from({ length: minutes }, (_, ago) => ({
          MetricName: "waiting",
          Value: value,
          Timestamp: new Date(Date.now() - ago * 60_000),
        })),
      }),
    );

  test("has as many instances as its policies want, says why, and keeps them without a target", async () => {
    await ok(home.kubectl("apply", "-f", join(EXAMPLE, "scale.yaml")));
    for (const object of ["scalabletarget/abalone-scalable-target", "scalingpolicy/abalone-scaling-policy"])
      await ok(home.kubectl("wait", object, "--for=condition=Ready", "--timeout=90s"));
    expect(await instances()).toEqual([1, 1]);
    for (let asked = 0; asked < 3; asked++)
      await ok(home.slipway("predict", ENDPOINT, "--data", "1:2 2:0.74 3:0.6"));

    await waiting(25, 4);
    await ok(home.kubectlWith(JSON.stringify(OWN), "apply", "-f", "-"));
    await becomes(3);
    expect(await ok(home.slipway("why", `endpoint/${ENDPOINT}`))).toMatch(
      /scaling of AllTraffic \(1 to 20\): (From 1 to 3: own is 25, above its target of 10|3 as before)/,
    );
    expect(await ok(home.kubectl("describe", "scalabletarget/abalone-scalable-target"))).toContain(
      "SuccessfulRescale",
    );

    // A minute is known when it is over.
    await sleep(65_000 - (Date.now() % 60_000));
    // The policy by a metric of one's own is left out, and told.
    const replayed = await home.slipway("autoscale", "replay", ENDPOINT, "--since", "10m", "-o", "json");
    expect(replayed.stderr).toContain("Left out of as it is: policy own goes by waiting");
    expect(JSON.parse(replayed.stdout)).toMatchObject([
      { policy: "as it is", requests: expect.closeTo(3, 6), mostCopies: 1, changes: 0 },
      { policy: "HorizontalPodAutoscaler" },
      { policy: "always 20", leastCopies: 20 },
    ]);

    await ok(home.kubectl("delete", "-f", join(EXAMPLE, "scale.yaml")));
    await ok(home.slipway("wait", `endpoint/${ENDPOINT}`, "--timeout", "1m"));
    expect(await instances()).toEqual([3, 3]);
  });

  test("is scaled by boto3's calls as well", async () => {
    const where = "service namespace: sagemaker, resource ID: endpoint/other/variant/A";
    expect(JSON.parse(await ok(home.python("-c", BY_BOTO3)))).toMatchObject({
      tags: { team: "a" },
      untyped: "ValidationException",
      pages: [["evening"], ["morning"]],
      suspended: {
        DynamicScalingInSuspended: false,
        DynamicScalingOutSuspended: true,
        ScheduledScalingSuspended: false,
      },
      "no page": "InvalidNextTokenException",
      "too many": "ValidationException",
      "not scaled": "ValidationException",
      target: [true, 1, 20, `endpoint/${ENDPOINT}/variant/AllTraffic`],
      policy: [true, 60],
      action: ["cron(0 8 ? * MON-FRI *)", "Europe/Paris", { MinCapacity: 4 }],
      never: ["ValidationException", expect.stringContaining("scheduledActions.never.schedule")],
      "upside down": ["ValidationException", expect.stringContaining("Maximum capacity cannot be less")],
      unknown: [
        "ObjectNotFoundException",
        expect.stringContaining(`No scalable target registered for ${where}`),
      ],
      left: 0,
      again: "ObjectNotFoundException",
    });
  });
});
