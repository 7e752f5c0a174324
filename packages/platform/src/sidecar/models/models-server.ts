import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { isSlipwayError, SlipwayError } from "@slipway/model";
import { MODELS_HEADER, REFUSAL_HEADER } from "@slipway/model/models-plan.ts";
import { HEAD_DEADLINE } from "#lib/http/deadlines.ts";
import { guardConnections } from "#lib/http/guard-connections.ts";
import { within } from "#lib/within.ts";
import { wordsOf } from "#lib/words-of.ts";
import { type ContainerModels, NotLoaded } from "./container-models.ts";
import type { Lease, LoadedModels } from "./loaded-models.ts";
import { isTargetPath } from "./target-path.ts";

export interface ModelsServerOptions {
  readonly models: LoadedModels;
  readonly container: Pick<ContainerModels, "isLoaded">;
  /** Where the container listens. */
  readonly port: number;
  readonly say: (line: string) => void;
}

const TARGET = "x-amzn-sagemaker-target-model";
/** A little less than routers wait for a container's first byte. */
const WAIT_MS = 55_000;
/** For a request to come whole, also while its model is brought. */
const REQUEST_TIMEOUT_MS = 120_000;
const STALL_MS = 120_000;
/** Longer than routers keep idle connections. */
const KEEP_ALIVE_MS = 65_000;
const CONNECTIONS = { most: 1_024, strangers: 1_024, perCaller: 1_024 };
/** RFC 9110 §7.6.1: they speak of one connection only. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "te",
  "trailer",
  "host",
]);

/** Stands before a container of many models: sees that the model is loaded that a request names, and passes the request on. */
export class ModelsServer {
  readonly #options: ModelsServerOptions;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true, timeout: STALL_MS });
  #draining = false;

  constructor(options: ModelsServerOptions) {
    this.#options = options;
    this.#server = createServer(
      { ...HEAD_DEADLINE, requestTimeout: REQUEST_TIMEOUT_MS },
      (request, response) => {
        this.#handle(request, response).catch((error: unknown) => {
          options.say(wordsOf(error));
          response.destroy();
        });
      },
    );
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.#server.timeout = STALL_MS;
    guardConnections(this.#server, { limits: CONNECTIONS, keepBusy: true });
  }

  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, resolve);
    });
    const address = this.#server.address();
    return typeof address === "object" && address ? address.port : port;
  }

  /** From now on `/ping` says 503. */
  drain(): void {
    this.#draining = true;
  }

  /** Takes no more connections; resolves when the last answer is out. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    await closed;
    this.#agent.destroy();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/ping") {
      request.resume();
      response.writeHead(this.#draining ? 503 : 200, { "content-length": 0 }).end();
      return;
    }
    if (request.url !== "/invocations" || request.method !== "POST") {
      request.resume();
      response.writeHead(404, { "content-length": 0 }).end();
      return;
    }
    const target = request.headers[TARGET]?.toString() ?? "";
    try {
      if (!isTargetPath(target)) throw noTarget(target);
      const lease = await this.#lease(target, response);
      if (response.destroyed) lease.release();
      else this.#passOn({ request, response, lease });
    } catch (error) {
      request.resume();
      this.#refuse(response, error);
    }
  }

  /** The model goes on coming for those who ask again. */
  async #lease(target: string, response: ServerResponse): Promise<Lease> {
    const coming = this.#options.models.lease(target);
    const lease = await within(coming, WAIT_MS);
    if (lease !== "late") return lease;
    coming.then(
      (late) => late.release(),
      () => {},
    );
    if (response.destroyed) throw new Error("nobody waits for the model");
    throw new SlipwayError(
      "SLIP-ROUTER-012",
      `The model ${target} is still being brought; ask for it again.`,
    );
  }

  #passOn({
    request,
    response,
    lease,
  }: {
    request: IncomingMessage;
    response: ServerResponse;
    lease: Lease;
  }): void {
    const { port, container } = this.#options;
    const headers = passing(request.headers);
    const path = `/models/${lease.name}/invoke`;
    const passed = httpRequest({
      agent: this.#agent,
      host: "127.0.0.1",
      port,
      method: "POST",
      path,
      headers,
    });
    let isOver = false;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      lease.release();
    };
    passed.on("response", (answer) => {
      const told = { ...passing(answer.headers), [MODELS_HEADER]: this.#measures(lease) };
      if (answer.statusCode !== 404) {
        response.writeHead(answer.statusCode ?? 502, told);
        answer.on("error", () => response.destroy());
        answer.pipe(response);
        return;
      }
      // It may have begun anew, without its models.
      answer.resume();
      container.isLoaded(lease.name).then(
        (isLoaded) => {
          if (isLoaded) response.writeHead(404, { ...told, "content-length": 0 }).end();
          else {
            lease.lost();
            this.#refuse(response, again());
          }
        },
        () => this.#refuse(response, again()),
      );
    });
    passed.on("error", (error) => {
      over();
      if (response.headersSent || response.destroyed) response.destroy();
      // Its container has not answered, which routers know how to tell.
      else response.socket?.destroy(error);
    });
    response.on("close", () => {
      over();
      passed.destroy();
    });
    request.pipe(passed);
  }

  #measures({ hit, waitedMs }: Lease): string {
    const { models } = this.#options;
    const own = [
      ["ModelCacheHit", hit ? 1 : 0],
      ["LoadedModelCount", models.loaded],
    ] as const;
    const times = [
      ...(hit ? [] : [["ModelLoadingWaitTime", waitedMs] as const]),
      ...models.takeMeasures(),
    ].map(([name, ms]) => [name, Math.round(ms * 1_000)] as const);
    return [...own, ...times].map(([name, value]) => `${name}=${value}`).join(",");
  }

  #refuse(response: ServerResponse, error: unknown): void {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    if (error instanceof NotLoaded) {
      response.writeHead(error.status, { "content-type": "text/plain" }).end(error.message);
      return;
    }
    const known = isSlipwayError(error);
    if (!known) this.#options.say(wordsOf(error));
    const { code, message, entry } = known
      ? error
      : new SlipwayError("SLIP-ROUTER-003", "The model could not be loaded.");
    const words = encodeURIComponent(message.slice(0, 2_000));
    response.writeHead(entry.http, { [REFUSAL_HEADER]: `${code} ${words}`, "content-length": 0 }).end();
  }
}

/** Without what speaks of one connection, or in our name. */
function passing(headers: IncomingMessage["headers"]): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !HOP_BY_HOP.has(name) && !name.startsWith("x-slipway-")) kept[name] = value;
  return kept;
}

function noTarget(target: string): SlipwayError {
  const message =
    target === ""
      ? "The endpoint serves many models, so TargetModel must name one of them."
      : `TargetModel ${JSON.stringify(target)} is not the path of a model.`;
  return new SlipwayError("SLIP-ROUTER-010", message);
}

function again(): SlipwayError {
  const message = "The container has lost the model; ask for it again.";
  return new SlipwayError("SLIP-ROUTER-013", message, { details: { retryAfterSeconds: 1 } });
}
