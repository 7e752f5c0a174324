import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { InvokeEndpointCommand, SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import type { Home } from "../../e2e/support/home.ts";

/** A request that was not answered as it should have been. */
export interface Failed {
  /** `refused`: by the way to a door that is gone; `broken`: the connection ended before an answer; else what was answered. */
  readonly how: "refused" | "broken" | "answered";
  /** By `Date.now()`, when it had failed. */
  readonly at: number;
  readonly said: string;
}

export interface Period {
  readonly requests: number;
  readonly failed: readonly Failed[];
}

const PAUSE_MS = 25;
const CLIENTS = ["kept", "kept", "fresh", "fresh"] as const;
export const CLIENT_COUNT = CLIENTS.length;

/** Requests for one endpoint at a steady pace until it is stopped, over connections that are kept and over fresh ones; none is tried again. */
export class ConstantLoad {
  readonly #stop = new AbortController();
  readonly #running: readonly Promise<void>[];
  #requests = 0;
  #failed: Failed[] = [];

  constructor(home: Home, asked: { readonly endpoint: string; readonly body: string }) {
    this.#running = CLIENTS.map((kind) => this.#loop(clientOf(home, kind === "kept"), asked));
  }

  /** What was sent since this was last asked for. */
  period(): Period {
    const period = { requests: this.#requests, failed: this.#failed };
    this.#requests = 0;
    this.#failed = [];
    return period;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }

  async #loop(
    client: SageMakerRuntimeClient,
    { endpoint, body }: { readonly endpoint: string; readonly body: string },
  ): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const asked = { EndpointName: endpoint, ContentType: "text/csv", Body: Buffer.from(body) };
      this.#requests += 1;
      try {
        const { Body } = await client.send(new InvokeEndpointCommand(asked));
        const answer = Buffer.from(Body ?? []).toString();
        if (!Number.isFinite(Number.parseFloat(answer)))
          this.#failed.push({ how: "answered", at: Date.now(), said: answer });
      } catch (error) {
        this.#failed.push(failedBy(error));
      }
      await sleep(PAUSE_MS);
    }
    client.destroy();
  }
}

function clientOf(home: Home, keepAlive: boolean): SageMakerRuntimeClient {
  const env = (name: string): string => home.env[name] ?? "";
  return new SageMakerRuntimeClient({
    region: env("AWS_REGION"),
    endpoint: env("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME"),
    credentials: { accessKeyId: env("AWS_ACCESS_KEY_ID"), secretAccessKey: env("AWS_SECRET_ACCESS_KEY") },
    maxAttempts: 1,
    requestHandler: { httpAgent: new Agent({ keepAlive }), requestTimeout: 60_000 },
  });
}

function failedBy(error: unknown): Failed {
  const { name, message, code, $metadata } = error as Error & {
    readonly code?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const how = status !== undefined ? "answered" : code === "ECONNREFUSED" ? "refused" : "broken";
  return { how, at: Date.now(), said: `${status ?? code ?? ""} ${name}: ${message}` };
}
