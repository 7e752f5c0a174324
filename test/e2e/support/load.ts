import { Agent } from "node:http";
import { InvokeEndpointCommand, SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import type { Home } from "./home.ts";

export interface Sent {
  readonly requests: number;
  /** What each one that was not answered as it should have been got instead. */
  readonly failures: readonly string[];
  /** By what was answered, how often. */
  readonly answers: ReadonlyMap<string, number>;
}

/** Between two requests of one sender: a load that has the machine to itself would only slow down what it is to disturb. */
const PAUSE_MS = 20;

/** Requests for one endpoint, at a steady rate, until it is stopped: over connections that are kept, and over fresh ones; nothing is tried again. */
export class Load {
  readonly #clients: readonly SageMakerRuntimeClient[];
  readonly #stop = new AbortController();
  readonly #running: readonly Promise<void>[];
  readonly #failures: string[] = [];
  readonly #answers = new Map<string, number>();
  #requests = 0;

  constructor(
    home: Home,
    {
      endpoint,
      body,
      contentType = "text/csv",
    }: { readonly endpoint: string; readonly body: string; readonly contentType?: string },
  ) {
    const client = (keepAlive: boolean) =>
      new SageMakerRuntimeClient({
        region: home.env["AWS_REGION"] ?? "",
        endpoint: home.env["AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME"] ?? home.env["AWS_ENDPOINT_URL"] ?? "",
        credentials: {
          accessKeyId: home.env["AWS_ACCESS_KEY_ID"] ?? "",
          secretAccessKey: home.env["AWS_SECRET_ACCESS_KEY"] ?? "",
        },
        maxAttempts: 1,
        requestHandler: { httpAgent: new Agent({ keepAlive }) },
      });
    const [kept, fresh] = [client(true), client(false)];
    this.#clients = [kept, fresh];
    const command = () =>
      new InvokeEndpointCommand({
        EndpointName: endpoint,
        ContentType: contentType,
        Body: Buffer.from(body),
      });
    const loop = async (sender: SageMakerRuntimeClient): Promise<void> => {
      while (!this.#stop.signal.aborted) {
        this.#requests += 1;
        try {
          const { Body } = await sender.send(command());
          const answer = Buffer.from(Body ?? [])
            .toString()
            .trim();
          this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
        } catch (error) {
          const { name, message } = error as Error;
          this.#failures.push(`${name}: ${message}`);
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    };
    this.#running = [loop(kept), loop(kept), loop(fresh)];
  }

  /** What was sent so far. */
  get sent(): Sent {
    return { requests: this.#requests, failures: [...this.#failures], answers: new Map(this.#answers) };
  }

  async stop(): Promise<Sent> {
    this.#stop.abort();
    await Promise.all(this.#running);
    for (const client of this.#clients) client.destroy();
    return this.sent;
  }
}
