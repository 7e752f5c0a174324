import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Prometheus } from "../conformance/prometheus/prometheus.ts";
import { PushedMetric } from "../conformance/prometheus/pushed-metric.ts";
import { awsClients } from "./support/aws-clients.ts";
import { eventually, Home, ok } from "./support/home.ts";
import { shifting, UpdatedEndpoint, WAYS } from "./support/updated-endpoint.ts";

/** A hundred by `SLIPWAY_UPDATES=100`. */
const UPDATES = Number(process.env["SLIPWAY_UPDATES"] ?? 10);
const SECONDS = 60;

describe("updates of an endpoint under load", { timeout: 30 * 60_000 }, () => {
  let home: Home;
  let endpoint: UpdatedEndpoint;
  beforeAll(async () => {
    home = await Home.up();
    endpoint = await UpdatedEndpoint.open(home, { patienceSeconds: 180 });
  }, 5 * 60_000);
  afterAll(() => home.down());

  test(`${UPDATES} of every kind fail no request`, async () => {
    const load = endpoint.load();
    const ways = Object.entries(WAYS);
    for (let i = 0; i < UPDATES; i++) {
      const [name, config] = ways[i % ways.length] ?? ["", undefined];
      const to = i % 2 === 0 ? "second" : "first";
      const before = load.sent.requests;
      const now = await endpoint.update(to, config);
      expect([name, now.EndpointConfigName, now.FailureReason]).toEqual([name, to, undefined]);
      expect([name, load.sent.requests > before]).toEqual([name, true]);
    }
    const { failures, requests, answers } = await load.stop();
    expect([requests, failures]).toEqual([requests, []]);
    expect(answers.size).toBe(2);
  });

  test("that only start pods anew fail no request", async () => {
    const pods = async () =>
      (await ok(home.kubectl("get", "pods", "-l", `slipway.dev/endpoint=${endpoint.name}`, "-o", "name")))
        .trim()
        .split("\n");
    const before = await pods();
    const load = endpoint.load();
    await ok(home.slipway("restart", endpoint.name));
    await ok(home.slipway("wait", `endpoint/${endpoint.name}`, "--timeout", "2m"));
    const { failures, requests } = await load.stop();
    expect([requests > 0, failures]).toEqual([true, []]);
    await eventually("the old pods have ended", SECONDS, async () =>
      (await pods()).some((pod) => before.includes(pod)) ? undefined : true,
    );
    expect(await pods()).toHaveLength(2);
  });

  test("to a model that does not start goes back by itself, says why, and fails no request", async () => {
    const serves = (await endpoint.describe()).EndpointConfigName;
    const load = endpoint.load();
    for (const config of [undefined, WAYS["canary"], WAYS["canary"]]) {
      const now = await endpoint.update("broken", config);
      expect([now.EndpointStatus, now.EndpointConfigName]).toEqual(["InService", serves]);
      expect(now.FailureReason).toMatch(/model/);
    }
    const { failures, requests, answers } = await load.stop();
    expect([requests > 0, failures, answers.size]).toEqual([true, [], 1]);
  });

  test("is rolled back when one of its alarms rings meanwhile", async () => {
    const { cloudwatch } = awsClients(home);
    const metric = { Namespace: "team", MetricName: "errors" };
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        ...{
          ...metric,
          AlarmName: "errors",
          Statistic: "Sum",
          Period: 10,
          EvaluationPeriods: 1,
          Threshold: 1,
        },
        ...{ ComparisonOperator: "GreaterThanOrEqualToThreshold", TreatMissingData: "notBreaching" },
      }),
    );
    const before = (await endpoint.describe()).EndpointConfigName;
    const to = before === "first" ? "second" : "first";
    const load = endpoint.load();
    await endpoint.begin(to, {
      ...shifting({
        Type: "CANARY",
        CanarySize: { Type: "INSTANCE_COUNT", Value: 1 },
        WaitIntervalInSeconds: 600,
      }),
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: "errors" }] },
    });
    const both = await eventually("both models answer", SECONDS, async () =>
      load.sent.answers.size === 2 ? endpoint.describe() : undefined,
    );
    expect(both).toMatchObject({
      EndpointStatus: "Updating",
      EndpointConfigName: before,
      PendingDeploymentSummary: {
        EndpointConfigName: to,
        ProductionVariants: [{ VariantName: "AllTraffic", CurrentInstanceCount: 2 }],
      },
    });
    await cloudwatch.send(
      new PutMetricDataCommand({ Namespace: "team", MetricData: [{ MetricName: "errors", Value: 5 }] }),
    );
    const now = await endpoint.settled();
    expect([now.EndpointStatus, now.EndpointConfigName]).toEqual(["InService", before]);
    expect(now.FailureReason).toMatch(/alarm errors is in ALARM/);
    const { failures } = await load.stop();
    expect(failures).toEqual([]);
  });

  test("is rolled back when the query of one of its alarms answers at the home's Prometheus", async () => {
    const { cloudwatch } = awsClients(home);
    const pushed = await PushedMetric.up();
    const prometheus = await Prometheus.up({
      global: { scrape_interval: "1s" },
      scrape_configs: [{ job_name: "team", static_configs: [{ targets: [pushed.host] }] }],
    });
    try {
      mkdirSync(join(home.state, "prometheus"), { recursive: true });
      writeFileSync(join(home.state, "prometheus", "url"), `${prometheus.url}\n`);
      await cloudwatch.send(
        new PutMetricAlarmCommand({
          AlarmName: "drift",
          EvaluationCriteria: { PromQLCriteria: { Query: "drift > 0.5", PendingPeriod: 10 } },
          EvaluationInterval: 10,
        }),
      );
      const described = async () => {
        const { MetricAlarms: [found] = [] } = await cloudwatch.send(
          new DescribeAlarmsCommand({ AlarmNames: ["drift"] }),
        );
        return found;
      };
      expect(await described()).toMatchObject({
        StateValue: "OK",
        EvaluationCriteria: { PromQLCriteria: { Query: "drift > 0.5", PendingPeriod: 10 } },
        EvaluationInterval: 10,
      });
      const before = (await endpoint.describe()).EndpointConfigName;
      const to = before === "first" ? "second" : "first";
      await endpoint.begin(to, {
        ...shifting({
          Type: "CANARY",
          CanarySize: { Type: "INSTANCE_COUNT", Value: 1 },
          WaitIntervalInSeconds: 600,
        }),
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: "drift" }] },
      });
      await eventually("the new one bakes", SECONDS, async () => {
        const { PendingDeploymentSummary: pending } = await endpoint.describe();
        return pending?.ProductionVariants?.[0]?.CurrentInstanceCount === 2 ? true : undefined;
      });
      pushed.value = 0.75;
      const now = await endpoint.settled();
      expect([now.EndpointStatus, now.EndpointConfigName]).toEqual(["InService", before]);
      expect(now.FailureReason).toMatch(
        /alarm drift is in ALARM: 1 contributor has been breaching for 10 seconds: \{.*job="team"\} \(0\.75\)/,
      );
      await prometheus.down();
      const away = await eventually("its data are missing", SECONDS, async () => {
        const found = await described();
        return found?.StateValue === "INSUFFICIENT_DATA" ? found : undefined;
      });
      expect(away.StateReason).toMatch(/the home's Prometheus does not answer/);
    } finally {
      await prometheus.down();
      pushed.down();
    }
  });
});
