import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeEndpointCommand, SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXAMPLE, eventually, Home, ok } from "./support/home.ts";

const ENDPOINT = "endpoint.sagemaker.services.k8s.aws/abalone-endpoint";
const ROW = Buffer.from("1:1 2:0.595 3:0.475 4:0.14 5:1.0305 6:0.4925 7:0.217 8:0.278");

/** One that never asks twice. */
function clientOf(env: Readonly<Record<string, string>>): SageMakerRuntimeClient {
  return new SageMakerRuntimeClient({
    endpoint: env["AWS_ENDPOINT_URL"] ?? "",
    region: env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1",
    credentials: {
      accessKeyId: env["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
    maxAttempts: 1,
  });
}

async function invoke(client: SageMakerRuntimeClient): Promise<void> {
  const command = { EndpointName: "abalone-endpoint", ContentType: "text/x-libsvm", Body: ROW };
  await client.send(new InvokeEndpointCommand(command), { abortSignal: AbortSignal.timeout(20_000) });
}

/** Invokes an endpoint one request after the other, on one connection or on a new one each time. */
class Load {
  readonly #clients: SageMakerRuntimeClient[] = [];
  #goesOn = true;
  #lanes: Promise<void>[] = [];
  answered = 0;
  readonly failures: string[] = [];

  constructor(env: Readonly<Record<string, string>>, lanes: readonly ("kept" | "fresh")[]) {
    this.#lanes = lanes.map((lane) => this.#run(env, lane));
  }

  async end(): Promise<void> {
    this.#goesOn = false;
    await Promise.all(this.#lanes);
    for (const client of this.#clients) client.destroy();
  }

  async #run(env: Readonly<Record<string, string>>, lane: "kept" | "fresh"): Promise<void> {
    const open = () => {
      const client = clientOf(env);
      this.#clients.push(client);
      return client;
    };
    let client = open();
    while (this.#goesOn) {
      if (lane === "fresh") client = open();
      try {
        await invoke(client);
        this.answered += 1;
      } catch (error) {
        this.failures.push(String(error));
      }
      if (lane === "fresh") client.destroy();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

describe("invocations have a process of their own", () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.up();
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
    await ok(home.kubectl("apply", "-f", join(EXAMPLE, "training.yaml"), "-f", join(EXAMPLE, "deploy.yaml")));
    await ok(
      home.kubectl("wait", "--for=jsonpath={.status.endpointStatus}=InService", ENDPOINT, "--timeout=120s"),
    );
    await dataPlane();
  });
  const kept: SageMakerRuntimeClient[] = [];
  afterAll(async () => {
    // It says so when it leaves a process behind.
    await home.down();
    for (const client of kept) client.destroy();
  });

  /** The process of the newest one that listens. */
  const dataPlane = (other?: number) =>
    eventually("a data plane that listens", 60, async () => {
      const lines = readFileSync(join(home.state, "logs/slipway.log"), "utf8").trim().split("\n");
      const told = lines
        .map((line) => JSON.parse(line))
        .filter(({ msg }) => msg === "the data plane listens");
      const pid = told.at(-1)?.pid as number | undefined;
      return pid === other ? undefined : pid;
    });

  const isThere = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  test("which are answered while the server does nothing at all", async () => {
    const load = new Load(home.env, ["kept", "fresh"]);
    await eventually("answers", 30, async () => (load.answered > 10 ? true : undefined));
    process.kill(home.pid, "SIGSTOP");
    try {
      const before = load.answered;
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      expect(load.answered - before).toBeGreaterThan(20);
    } finally {
      process.kill(home.pid, "SIGCONT");
    }
    await load.end();
    expect(load.failures).toEqual([]);
  });

  test("which wait for the next pod when the only one is taken away", async () => {
    const label = "slipway.dev/endpoint=abalone-endpoint";
    // The next one may have the same name.
    const uids = async () =>
      (await ok(home.kubectl("get", "pods", "-l", label, "-o", "jsonpath={.items[*].metadata.uid}"))).trim();
    const before = await uids();
    expect(before.split(" ")).toHaveLength(1);
    const lanes = ["kept", "kept", "fresh", "fresh"] as const;
    const load = new Load(home.env, lanes);
    await eventually("answers", 30, async () => (load.answered > 20 ? true : undefined));
    await ok(home.kubectl("delete", "pods", "-l", label, "--grace-period=0", "--force"));
    await eventually("another pod", 60, async () => {
      const now = await uids();
      return now !== "" && now !== before ? true : undefined;
    });
    const without = load.answered;
    await eventually("answers", 60, async () => (load.answered > without + 50 ? true : undefined));
    await load.end();
    // What the pod was answering; what came after that was sent to nobody.
    expect(load.failures.length, load.failures.join("\n")).toBeLessThanOrEqual(lanes.length);
  });

  test("which other services share the port with, bytes and all", async () => {
    const file = join(tmpdir(), `data-plane-${process.pid}`);
    const bytes = randomBytes(20 * 1024 * 1024);
    writeFileSync(file, bytes);
    const load = new Load(home.env, ["kept", "fresh"]);
    await ok(home.aws("s3", "cp", file, "s3://abalone-example/large"));
    await ok(home.aws("s3", "cp", "s3://abalone-example/large", `${file}.back`));
    expect(readFileSync(`${file}.back`).equals(bytes)).toBe(true);
    expect(await ok(home.aws("sagemaker", "list-endpoints"))).toContain("abalone-endpoint");
    await load.end();
    expect(load.failures).toEqual([]);
  });

  test("which goes on when the server is killed, and gives the port to the next one", async () => {
    const pid = await dataPlane();
    const idle = clientOf(home.env);
    await invoke(idle);
    const load = new Load(home.env, ["kept", "kept", "fresh", "fresh"]);
    await eventually("answers", 30, async () => (load.answered > 20 ? true : undefined));
    home.kill();
    const without = load.answered;
    await eventually("answers without a server", 30, async () =>
      load.answered > without + 50 ? true : undefined,
    );
    expect((await home.aws("s3", "ls")).code).not.toBe(0);
    expect(load.failures).toEqual([]);
    await home.start();
    await dataPlane(pid);
    const before = load.answered;
    await eventually("answers", 30, async () => (load.answered > before + 50 ? true : undefined));
    await load.end();
    // Between two processes nobody listens for a moment, nor takes what waits to be accepted; nothing that was accepted is lost.
    expect(load.failures.filter((failure) => !/ECONNREFUSED|ECONNRESET/.test(failure))).toEqual([]);
    expect(load.failures.length).toBeLessThanOrEqual(4);
    // A connection that idles is not taken from its client, which was told how long it may.
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    expect(isThere(pid)).toBe(true);
    await invoke(idle);
    idle.destroy();
    await eventually("the end of the one before", 30, async () => (isThere(pid) ? undefined : true));
    expect(await ok(home.aws("s3", "ls"))).toContain("abalone-example");
  });

  test("whose killing costs what it was answering, until there is another", async () => {
    const pid = await dataPlane();
    const load = new Load(home.env, ["kept", "kept", "fresh", "fresh"]);
    await eventually("answers", 30, async () => (load.answered > 20 ? true : undefined));
    process.kill(pid, "SIGKILL");
    await dataPlane(pid);
    const before = load.answered;
    await eventually("answers", 30, async () => (load.answered > before + 20 ? true : undefined));
    await load.end();
    // A request of each of four lanes was under way, or met a port that nobody listened at for a moment.
    expect(load.failures.length).toBeLessThanOrEqual(8);
  });

  test("which are counted like those that the server carries", async () => {
    const load = new Load(home.env, ["kept"]);
    await eventually("answers", 30, async () => (load.answered > 10 ? true : undefined));
    await load.end();
    await eventually("a minute's measures", 90, async () => {
      const answer = await ok(
        home.aws(
          "cloudwatch",
          "get-metric-statistics",
          "--namespace=AWS/SageMaker",
          "--metric-name=Invocations",
          "--dimensions",
          "Name=EndpointName,Value=abalone-endpoint",
          "Name=VariantName,Value=AllTraffic",
          `--start-time=${new Date(Date.now() - 600_000).toISOString()}`,
          `--end-time=${new Date(Date.now() + 60_000).toISOString()}`,
          "--period=60",
          "--statistics=Sum",
        ),
      );
      const sums = JSON.parse(answer).Datapoints.map(({ Sum }: { readonly Sum: number }) => Sum);
      return sums.reduce((a: number, b: number) => a + b, 0) > 10 ? true : undefined;
    });
  });

  test("which ends with the home also where another one has taken its place", async () => {
    const pid = await dataPlane();
    const client = clientOf(home.env);
    kept.push(client);
    await invoke(client);
    home.kill();
    await home.start();
    await dataPlane(pid);
    expect(isThere(pid)).toBe(true);
    await ok(home.slipway("down", "--all"));
    await eventually("the end of the one before", 10, async () => (isThere(pid) ? undefined : true));
  });
});
