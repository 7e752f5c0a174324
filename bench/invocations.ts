import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { InvokeEndpointCommand, SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { median, table } from "./support/table.ts";

const ROUNDS = 7;
const REQUESTS = 2_000;
const AT_ONCE = 8;
const BODY = Buffer.from("1:1 2:0.595 3:0.475 4:0.14 5:1.0305 6:0.4925 7:0.217 8:0.278");
const DOOR = join(import.meta.dirname, "invocations/door.ts");

interface Figures {
  readonly cpuMicros: number;
  readonly ms: number;
}

/** What one invocation costs the process of the AWS door and the router: the router called directly, and by HTTP. */
export async function benchInvocations(): Promise<string> {
  const container = createServer((request, response) => {
    request.resume().once("end", () => response.writeHead(200, { "content-type": "text/csv" }).end("9.7"));
  });
  const port = await listen(container);
  const ways = { here: await Door.open("here", port), elsewhere: await Door.open("elsewhere", port) };
  const figures = { here: [] as Figures[], elsewhere: [] as Figures[] };
  try {
    for (const way of ["here", "elsewhere"] as const) await ways[way].round();
    for (let round = 0; round < ROUNDS; round++)
      for (const way of ["here", "elsewhere"] as const) figures[way].push(await ways[way].round());
  } finally {
    for (const door of Object.values(ways)) door.close();
    container.closeAllConnections();
    container.close();
  }
  const [here, elsewhere] = [summary(figures.here), summary(figures.elsewhere)];
  return [
    "## Invocations through the AWS door",
    "",
    `CPU time of the process that holds both the AWS door and the router, and time at the client, per InvokeEndpoint of ${BODY.length} bytes: ${REQUESTS}`,
    `at a time in turns, ${AT_ONCE} at once, medians of ${ROUNDS} rounds. The peer reaches the same router by HTTP, as a door in another process does.`,
    "",
    table(
      ["", "CPU µs", "ratio", "ms", "ratio"],
      [
        [
          "router called directly",
          here.cpuMicros,
          here.cpuMicros / elsewhere.cpuMicros,
          here.ms,
          here.ms / elsewhere.ms,
        ],
        ["router by HTTP", elsewhere.cpuMicros, 1, elsewhere.ms, 1],
      ],
    ),
  ].join("\n");
}

function summary(figures: readonly Figures[]): Figures {
  return { cpuMicros: median(figures.map((one) => one.cpuMicros)), ms: median(figures.map((one) => one.ms)) };
}

class Door {
  readonly #process: ReturnType<typeof fork>;
  readonly #client: SageMakerRuntimeClient;

  private constructor(process: ReturnType<typeof fork>, url: string) {
    this.#process = process;
    const credentials = { accessKeyId: "OWNER", secretAccessKey: "secret of OWNER" };
    this.#client = new SageMakerRuntimeClient({
      endpoint: url,
      region: "us-west-2",
      credentials,
      maxAttempts: 1,
    });
  }

  static async open(router: "here" | "elsewhere", port: number): Promise<Door> {
    const child = fork(DOOR, [router, String(port)]);
    const [{ url }] = (await once(child, "message")) as [{ readonly url: string }];
    return new Door(child, url);
  }

  async round(): Promise<Figures> {
    const [before, start] = [await this.#cpuMicros(), performance.now()];
    let left = REQUESTS;
    const lane = async (): Promise<void> => {
      while (left-- > 0) await this.#invoke();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    const ms = (performance.now() - start) / REQUESTS;
    return { cpuMicros: ((await this.#cpuMicros()) - before) / REQUESTS, ms };
  }

  close(): void {
    this.#client.destroy();
    this.#process.disconnect();
  }

  async #invoke(): Promise<void> {
    const command = new InvokeEndpointCommand({ EndpointName: "Bench", ContentType: "text/csv", Body: BODY });
    await this.#client.send(command);
  }

  async #cpuMicros(): Promise<number> {
    this.#process.send("cpu");
    const [{ cpuMicros }] = (await once(this.#process, "message")) as [{ readonly cpuMicros: number }];
    return cpuMicros;
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
