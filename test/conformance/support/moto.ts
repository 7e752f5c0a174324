import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { freePort } from "../../../packages/lib/src/testing/free-port.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";

export const REGION = "us-west-2";
/** Moto's own account. */
export const ACCOUNT = "123456789012";
export const PROFILE = "moto";

const KEYS = { accessKeyId: "AKIAMOTOMOTOMOTOMOTO", secretAccessKey: "moto" };

/** A `moto_server`: AWS as others imitate it, on loopback. */
export class Moto {
  readonly url: string;
  readonly sagemaker: SageMakerClient;
  readonly #logs: CloudWatchLogsClient;
  /** What makes the SDK's own chain find the profile: a credentials file of its own. */
  readonly env: Readonly<Record<string, string>>;
  readonly #server: ChildProcess;
  readonly #python: string;
  readonly #folder: string;

  private constructor(parts: {
    readonly server: ChildProcess;
    readonly url: string;
    readonly python: string;
    readonly folder: string;
  }) {
    this.url = parts.url;
    this.#server = parts.server;
    this.#python = parts.python;
    this.#folder = parts.folder;
    const credentials = join(this.#folder, "credentials");
    writeFileSync(
      credentials,
      `[${PROFILE}]\naws_access_key_id = ${KEYS.accessKeyId}\naws_secret_access_key = ${KEYS.secretAccessKey}\n`,
    );
    writeFileSync(join(this.#folder, "config"), "");
    this.env = {
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_CONFIG_FILE: join(this.#folder, "config"),
      AWS_EC2_METADATA_DISABLED: "true",
    };
    const configuration = { endpoint: this.url, region: REGION, credentials: KEYS };
    this.sagemaker = new SageMakerClient(configuration);
    this.#logs = new CloudWatchLogsClient(configuration);
  }

  /** `recording: false`: without the record that `times` and `asked` look at. `program`: what starts the server, in place of its own. */
  static async up({
    recording = true,
    program,
  }: {
    readonly recording?: boolean;
    readonly program?: readonly string[];
  } = {}): Promise<Moto> {
    const { python } = await pythonEnv("moto");
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), "slipway-moto-"));
    writeFileSync(join(folder, "recording"), "");
    const server = spawn(
      python,
      [...(program ?? [join(dirname(python), "moto_server")]), "-H", "127.0.0.1", "-p", String(port)],
      {
        stdio: "ignore",
        env: {
          PATH: process.env["PATH"],
          HOME: process.env["HOME"],
          MOTO_RECORDER_FILEPATH: join(folder, "recording"),
        },
      },
    );
    const moto = new Moto({ server, url: `http://127.0.0.1:${port}`, python, folder });
    await moto.#answers();
    if (recording) await fetch(`${moto.url}/moto-api/recorder/start-recording`, { method: "POST" });
    return moto;
  }

  get pid(): number {
    return this.#server.pid ?? 0;
  }

  /** What a namespace says so that its objects are carried there. */
  get annotations(): Readonly<Record<string, string>> {
    return {
      "services.k8s.aws/endpoint-url": this.url,
      "services.k8s.aws/default-region": REGION,
      "slipway.dev/aws-profile": PROFILE,
    };
  }

  /** What boto3 answers to a call, with dates as text. */
  async boto3(service: string, operation: string, input: object = {}): Promise<Record<string, unknown>> {
    const script = `
import boto3, json, sys
from botocore.config import Config
service, operation, input = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
client = boto3.client(service, endpoint_url=${JSON.stringify(this.url)}, region_name="${REGION}", aws_access_key_id="a", aws_secret_access_key="b", config=Config(retries={"total_max_attempts": 1}))
answer = getattr(client, operation)(**input)
answer.pop("ResponseMetadata")
print(json.dumps(answer, default=str))`;
    const { stdout } = await promisify(execFile)(this.#python, [
      "-c",
      script,
      service,
      operation,
      JSON.stringify(input),
    ]);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** How often it was called at all. */
  async times(): Promise<number> {
    return (await this.#recorded()).length;
  }

  /** What an operation was asked for: what was asked for again in the same words counts once. */
  async asked(operation: string): Promise<ReadonlySet<string>> {
    const calls = await this.#recorded();
    return new Set(calls.filter(({ target }) => target.endsWith(`.${operation}`)).map(({ body }) => body));
  }

  async #recorded(): Promise<readonly { readonly target: string; readonly body: string }[]> {
    const answer = await fetch(`${this.url}/moto-api/recorder/download-recording`);
    return (await answer.text())
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as { headers: Readonly<Record<string, string>>; body: string })
      .flatMap(({ headers, body }) => {
        const target = headers["X-Amz-Target"];
        return target === undefined ? [] : [{ target, body }];
      });
  }

  /** A training job's program writes lines, into a stream that is made for it. */
  async print(
    logStreamName: string,
    logEvents: { readonly timestamp: number; readonly message: string }[],
  ): Promise<void> {
    const group = { logGroupName: "/aws/sagemaker/TrainingJobs" };
    await this.#logs.send(new CreateLogGroupCommand(group));
    await this.#logs.send(new CreateLogStreamCommand({ ...group, logStreamName }));
    await this.#logs.send(new PutLogEventsCommand({ ...group, logStreamName, logEvents }));
  }

  async reset(): Promise<void> {
    await fetch(`${this.url}/moto-api/reset`, { method: "POST" });
  }

  async down(): Promise<void> {
    this.sagemaker.destroy();
    this.#logs.destroy();
    const ended = new Promise((resolve) => this.#server.once("exit", resolve));
    this.#server.kill("SIGKILL");
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<void> {
    const end = Date.now() + 60_000;
    for (;;) {
      if (
        await fetch(`${this.url}/moto-api/data.json`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
      if (this.#server.exitCode !== null || Date.now() > end) throw new Error("moto_server does not start");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
