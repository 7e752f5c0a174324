import { createHmac } from "node:crypto";
import { DescribeAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { Prometheus } from "../conformance/prometheus/prometheus.ts";
import { awsClients } from "../e2e/support/aws-clients.ts";
import { eventually, ok } from "../e2e/support/home.ts";
import { Projects } from "../e2e/support/projects.ts";
import { ask } from "../serving/ask.ts";
import { ECHO } from "../serving/echo-model.ts";

const SECRET = ["secret", "slipway-prometheus", "-n", "slipway-system"];
/** Of what Kubernetes brings into containers a kubelet tells a minute later at most. */
const HEARD_OF_SECONDS = 150;

describe.runIf(process.env["SLIPWAY_SERVING"] === "all")("Prometheus beside a cluster's home", () => {
  let home: ClusterHome;
  let projects: Projects;
  let prometheus: Prometheus | undefined;
  beforeAll(async () => {
    projects = new Projects();
    home = await ClusterHome.shared();
  });
  afterAll(async () => {
    await prometheus?.down();
    projects.remove();
    await home.cluster.ok("delete", ...SECRET, "--ignore-not-found");
    await home.down();
  });

  test("reads what an endpoint did at the AWS door, and is asked by an alarm", async () => {
    const folder = projects.write("watched", ECHO);
    await ok(home.slipway("train", folder, "--name", "watched", "--wait"));
    await ok(home.slipway("deploy", "watched"));
    const {
      AWS_ENDPOINT_URL_CLOUDWATCH: door = "",
      AWS_ACCESS_KEY_ID: username,
      AWS_SECRET_ACCESS_KEY: key = "",
    } = home.env;
    // As docs/guides/prometheus.md makes it.
    const password = createHmac("sha256", key).update("slipway metrics").digest("base64url");
    const job = { job_name: "slipway", static_configs: [{ targets: [new URL(door).host] }] };
    prometheus = await Prometheus.up(
      { global: { scrape_interval: "1s" }, scrape_configs: [{ ...job, basic_auth: { username, password } }] },
      home.cluster.hostAddress,
    );
    for (let n = 0; n < 7; n++) expect((await ask(home, "watched", [n]))[0]).toBe(200);
    const total = 'sum(sum_over_time(aws_sagemaker_invocations_sum{endpoint_name="watched"}[30m]))';
    await eventually("seven invocations", HEARD_OF_SECONDS, async () => {
      const [found] = (await prometheus?.query(total)) ?? [];
      return found?.value[1] === "7" ? true : undefined;
    });

    await home.cluster.ok(
      "create",
      ...SECRET.slice(0, 1),
      "generic",
      ...SECRET.slice(1),
      `--from-literal=url=${prometheus.url}`,
    );
    const { cloudwatch } = awsClients(home);
    const Query = `${total} > 6`;
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: "busy",
        EvaluationCriteria: { PromQLCriteria: { Query, PendingPeriod: 10 } },
        EvaluationInterval: 10,
      }),
    );
    const alarm = await eventually("the alarm", HEARD_OF_SECONDS, async () => {
      const { MetricAlarms: [found] = [] } = await cloudwatch.send(
        new DescribeAlarmsCommand({ AlarmNames: ["busy"] }),
      );
      return found?.StateValue === "ALARM" ? found : undefined;
    });
    expect(alarm.StateReason).toMatch(/1 contributor has been breaching for \d+ seconds: \{\} \(7\)/);
  });
});
