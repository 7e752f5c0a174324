import type { IncomingMessage, ServerResponse } from "node:http";
import { failureText } from "./container.ts";
import { ContainerServer } from "./container-server.ts";

/** Where models are while they are loaded. */
export interface ModelHost {
  /** Loads the model of a folder. Rejects with why it cannot be served. */
  load(name: string, folder: string): Promise<void>;
  /** Answers as `/invocations` of the model; it is loaded, and nobody else answers. */
  invoke(name: string, request: IncomingMessage, response: ServerResponse): void;
  unload(name: string): Promise<void>;
  /** Whether there is memory for another one. */
  hasRoom(): boolean;
}

/** Of what says which model to load. */
const MOST_OF_AN_ORDER = 64 * 1024;
const PAGE = 100;

/**
 * SageMaker's contract of containers that serve many models; a model's name is whoever loads it's to choose.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/mms-container-apis.html
 */
export class MultiModelServer {
  readonly #host: ModelHost;
  readonly #root: string;
  readonly #server: ContainerServer;
  /** URLs by name. */
  readonly #loaded = new Map<string, string>();
  /** Names of what is being loaded or unloaded. */
  readonly #busy = new Set<string>();
  #draining = false;

  /** `root` is what stands for `/opt/ml` here. */
  constructor(host: ModelHost, root: string) {
    this.#host = host;
    this.#root = root;
    this.#server = new ContainerServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        process.stderr.write(`${failureText(error)}\n`);
        if (response.headersSent) response.destroy();
        else answer(response, 500, { message: "the request could not be served" });
      });
    });
  }

  listen(port: number, host: string): Promise<number> {
    return this.#server.listen(port, host);
  }

  /** From now on `/ping` says 503. */
  drain(): void {
    this.#draining = true;
  }

  /** Takes no more connections; resolves when the last answer is out and no model is loaded. */
  async close(): Promise<void> {
    await this.#server.close();
    await Promise.all([...this.#loaded.keys()].map((name) => this.#host.unload(name)));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const [, name = "", action = ""] = /^\/models(?:\/([^/]+)(\/invoke)?)?\/?$/.exec(pathname) ?? [];
    const area = name === "" ? pathname : "/models/NAME";
    switch (`${request.method} ${area}${action}`) {
      case "GET /ping":
        return answer(response, this.#draining ? 503 : 200, {});
      case "GET /models":
        return answer(response, 200, this.#list(searchParams));
      case "POST /models":
        return this.#load(request, response);
      case "GET /models/NAME":
        return this.#describe(decodeURIComponent(name), response);
      case "DELETE /models/NAME":
        return this.#unload(decodeURIComponent(name), response);
      case "POST /models/NAME/invoke":
        return this.#invoke(decodeURIComponent(name), request, response);
      default:
        return this.#refuse(request, response, 404, "no such path, or not by this method");
    }
  }

  #invoke(name: string, request: IncomingMessage, response: ServerResponse): void {
    if (this.#loaded.has(name) && !this.#busy.has(name)) this.#host.invoke(name, request, response);
    else this.#refuse(request, response, 404, `the model ${name} is not loaded`);
  }

  async #load(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const order = await orderIn(request);
    if (order === undefined) return this.#refuse(request, response, 400, "model_name and url are expected");
    const { name, url } = order;
    if (this.#loaded.has(name) || this.#busy.has(name)) {
      return answer(response, 409, { message: `the model ${name} is loaded already` });
    }
    if (!this.#host.hasRoom())
      return answer(response, 507, { message: "there is no memory for another model" });
    this.#busy.add(name);
    try {
      await this.#host.load(name, folderOf(url, this.#root));
      this.#loaded.set(name, url);
      answer(response, 200, { modelName: name, modelUrl: url });
    } catch (error) {
      process.stderr.write(`Model ${name} of ${url}: ${failureText(error)}\n`);
      answer(response, 500, { message: failureText(error) });
    } finally {
      this.#busy.delete(name);
    }
  }

  async #unload(name: string, response: ServerResponse): Promise<void> {
    if (!this.#loaded.has(name) || this.#busy.has(name)) {
      return answer(response, 404, { message: `the model ${name} is not loaded` });
    }
    this.#busy.add(name);
    try {
      await this.#host.unload(name);
      this.#loaded.delete(name);
      answer(response, 200, {});
    } finally {
      this.#busy.delete(name);
    }
  }

  #describe(name: string, response: ServerResponse): void {
    const url = this.#loaded.get(name);
    if (url === undefined) answer(response, 404, { message: `the model ${name} is not loaded` });
    else answer(response, 200, { modelName: name, modelUrl: url });
  }

  #list(asked: URLSearchParams) {
    const names = [...this.#loaded.keys()].sort();
    const after = asked.get("next_page_token");
    const from = after === null ? 0 : names.findIndex((name) => name > after);
    const page = from < 0 ? [] : names.slice(from, from + PAGE);
    const models = page.map((name) => ({ modelName: name, modelUrl: this.#loaded.get(name) ?? "" }));
    const last = page.at(-1);
    return from >= 0 && from + PAGE < names.length ? { models, nextPageToken: last } : { models };
  }

  #refuse(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
    request.resume();
    answer(response, status, { message });
  }
}

/** Where the model lies that the URL names: a path, of which `/opt/ml` is what stands for it here. */
function folderOf(url: string, root: string): string {
  const path = url.replace(/^file:\/\//, "");
  return path.startsWith("/opt/ml/") ? `${root}${path.slice("/opt/ml".length)}` : path;
}

async function orderIn(
  request: IncomingMessage,
): Promise<{ readonly name: string; readonly url: string } | undefined> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > MOST_OF_AN_ORDER) return undefined;
  }
  try {
    const { model_name: name, url } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return typeof name === "string" && name !== "" && typeof url === "string" ? { name, url } : undefined;
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
