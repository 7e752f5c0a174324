import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endpointPoints } from "../../../packages/platform/src/monitoring/endpoint-points.ts";
import { instancePoints } from "../../../packages/platform/src/monitoring/instance-points.ts";
import { putSubject } from "../../../packages/platform/src/monitoring/metric-places.ts";
import { AwsHome, NAMESPACE } from "../aws/aws-home.ts";
import { Prometheus } from "./prometheus.ts";

/** As docs/guides/prometheus.md makes it. */
const password = (secret: string) =>
  createHmac("sha256", secret).update("slipway metrics").digest("base64url");
const basic = (user: string, of = user, password_ = password(`secret of ${of}`)) =>
  `Basic ${Buffer.from(`${user}:${password_}`).toString("base64")}`;

/** The end of the minute before the one that is over for five seconds at least. */
const AT = new Date(Math.floor((Date.now() - 5_000) / 60_000) * 60_000 - 1);

let home: AwsHome;
beforeAll(async () => {
  home = await AwsHome.up();
  const of = { endpoint: "abalone", variant: "AllTraffic" };
  const latencyMs = { count: 2, sum: 30, min: 10, max: 20 };
  const measures = { ...of, invocations: 3, clientErrors: 1, serverErrors: 0, perInstance: 1.5, latencyMs };
  const instances = [
    { CPUUtilization: 150, MemoryUtilization: 20 },
    { CPUUtilization: 50, MemoryUtilization: 40 },
  ];
  const points = {
    "AWS/SageMaker": endpointPoints(measures, AT),
    "/aws/sagemaker/Endpoints": instancePoints(of, instances, AT),
  };
  for (const [namespace, all] of Object.entries(points))
    await home.ledger.appendMetrics(
      putSubject(NAMESPACE, namespace),
      "test",
      { from: 0, to: all.length },
      all,
    );
});
afterAll(() => home.down());

test("Prometheus reads what endpoints and their instances do", async () => {
  const prometheus = await Prometheus.up({
    global: { scrape_interval: "1s" },
    scrape_configs: [
      {
        job_name: "slipway",
        static_configs: [{ targets: [new URL(home.url).host] }],
        basic_auth: { username: "VIEWER", password: password("secret of VIEWER") },
      },
    ],
  });
  try {
    await expect.poll(() => prometheus.scrapeError(), { timeout: 20_000 }).toBe("");
    const value = async (query: string) => {
      const [found, ...others] = await prometheus.query(
        `${query}{endpoint_name="abalone",variant_name="AllTraffic"}`,
      );
      expect(others).toEqual([]);
      return Number(found?.value[1]);
    };
    expect(await value("aws_sagemaker_invocations_sum")).toBe(3);
    expect(await value("aws_sagemaker_invocation4_xxerrors_sum")).toBe(1);
    expect(await value("aws_sagemaker_model_latency_average")).toBe(15_000);
    expect(await value("_aws_sagemaker_endpoints_cpuutilization_maximum")).toBe(150);
    expect(await value("_aws_sagemaker_endpoints_memory_utilization_average")).toBe(30);
    // However often it is read, a minute is one sample.
    await expect
      .poll(async () => (await prometheus.query("count_over_time(up[1m])"))[0]?.value[1], { timeout: 20_000 })
      .toMatch(/^[3-9]$/);
    const [minutes] = await prometheus.query("count_over_time(aws_sagemaker_invocations_sum[10m])");
    expect(minutes?.value[1]).toBe("1");
  } finally {
    await prometheus.down();
  }
});

test("The guide's line makes the password", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/prometheus.md"), "utf8");
  const [, line = ""] = /^(node -p .*) > slipway-password$/m.exec(guide) ?? [];
  const env = { ...process.env, AWS_SECRET_ACCESS_KEY: "secret of VIEWER" };
  expect(execFileSync("/bin/sh", ["-c", line], { env }).toString()).toBe(`${password("secret of VIEWER")}\n`);
});

test("Who has no key, another one's password, the secret itself or no right to read reads nothing", async () => {
  const ask = async (authorization?: string) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const answer = await fetch(`${home.url}/metrics`, { headers });
    await answer.arrayBuffer();
    return [answer.status, answer.headers.get("x-slipway-code"), answer.headers.get("www-authenticate")];
  };
  const refused = [401, "SLIP-AUTH-013", 'Basic realm="slipway"'];
  expect(await ask()).toEqual(refused);
  expect(await ask(basic("OWNER", "VIEWER"))).toEqual(refused);
  expect(await ask(basic("UNKNOWN"))).toEqual(refused);
  expect(await ask(basic("OWNER", "OWNER", "secret of OWNER"))).toEqual(refused);
  expect(await ask("Basic ????")).toEqual(refused);
  expect(await ask(`Bearer ${password("secret of OWNER")}`)).toEqual(refused);
  expect((await ask(basic("NOBODY")))[0]).toBe(403);
  expect((await ask(basic("OWNER")))[0]).toBe(200);
  const post = await fetch(`${home.url}/metrics`, {
    method: "POST",
    headers: { authorization: basic("OWNER") },
  });
  expect(post.ok).toBe(false);
});
