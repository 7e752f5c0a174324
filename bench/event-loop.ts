import { join } from "node:path";
import { InvokeEndpointCommand, SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { EXAMPLE, eventually, Home, ok, ROOT } from "../test/e2e/support/home.ts";
import { diagnostics } from "./support/diagnostics.ts";
import { quantile, table } from "./support/table.ts";

const SECONDS = 20;
const PER_SECOND = 50;
const LINES = 10_000;
const ROW = "1:1 2:0.595 3:0.475 4:0.14 5:1.0305 6:0.4925 7:0.217 8:0.278";

/** The server's event loop while it carries invocations and takes in a chatty job's log, beside the same loop at rest. */
export async function benchEventLoop(): Promise<string> {
  const home = await Home.up();
  try {
    await deployed(home);
    await diagnostics(home.state);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const rest = await diagnostics(home.state);
    const job = join(ROOT, "bench/chatty");
    await ok(
      home.slipway(
        "train",
        job,
        "--name",
        "chatty",
        "--hp",
        `lines=${LINES}`,
        "--hp",
        `seconds=${SECONDS + 5}`,
      ),
    );
    await eventually("the chatty job's first line", 60, async () =>
      (await home.slipway("logs", "trainingjob/chatty")).stdout.includes("step 0") ? true : undefined,
    );
    await diagnostics(home.state);
    const latencies = await invoke(home);
    const busy = await diagnostics(home.state);
    return [
      "## Event-loop delay",
      "",
      `${PER_SECOND} invocations a second through the AWS door while a training job writes ${LINES} log lines a second, for ${SECONDS} s. Goal: p99 below 20 ms. The peer is the same server at rest.`,
      "",
      table(
        ["", "p50 ms", "p99 ms", "max ms"],
        [
          ["at rest", rest.eventLoopDelayMs.p50, rest.eventLoopDelayMs.p99, rest.eventLoopDelayMs.max],
          ["under load", busy.eventLoopDelayMs.p50, busy.eventLoopDelayMs.p99, busy.eventLoopDelayMs.max],
          [
            "invocation, client's side",
            quantile(latencies, 0.5),
            quantile(latencies, 0.99),
            quantile(latencies, 1),
          ],
        ],
      ),
    ].join("\n");
  } finally {
    await home.down();
  }
}

async function deployed(home: Home): Promise<void> {
  await ok(home.aws("s3", "mb", "s3://abalone-example"));
  await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
  await ok(home.kubectl("apply", "-f", join(EXAMPLE, "training.yaml"), "-f", join(EXAMPLE, "deploy.yaml")));
  const endpoint = "endpoint.sagemaker.services.k8s.aws/abalone-endpoint";
  await ok(
    home.kubectl("wait", "--for=jsonpath={.status.endpointStatus}=InService", endpoint, "--timeout=180s"),
  );
}

/** At a steady rate, whatever the answers take: a slow server meets as many requests as a fast one. */
async function invoke(home: Home): Promise<readonly number[]> {
  const client = new SageMakerRuntimeClient({
    endpoint: home.env["AWS_ENDPOINT_URL"] ?? "",
    region: home.env["AWS_REGION"] ?? "",
    credentials: {
      accessKeyId: home.env["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: home.env["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
    maxAttempts: 1,
  });
  const calls: Promise<number>[] = [];
  const start = performance.now();
  for (let i = 0; i < SECONDS * PER_SECOND; i++) {
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, start + (i * 1_000) / PER_SECOND - performance.now())),
    );
    const began = performance.now();
    const command = new InvokeEndpointCommand({
      EndpointName: "abalone-endpoint",
      ContentType: "text/x-libsvm",
      Body: Buffer.from(ROW),
    });
    calls.push(client.send(command).then(() => performance.now() - began));
  }
  return Promise.all(calls);
}
