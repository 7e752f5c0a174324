import { Pool } from "undici";

/** The container does not load a model, in its own words. */
export class NotLoaded extends Error {
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

/** SageMaker gives a model six minutes. */
const LOAD_MS = 360_000;
const ASK_MS = 60_000;
/** Of what a container says. */
const MOST_SAID = 64 * 1024;
/** Of models that a container tells of, in all. */
const MOST_LISTED = 100_000;

/**
 * What a container is asked to load and unload.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/mms-container-apis.html
 */
export class ContainerModels {
  readonly #pool: Pool;

  constructor(port: number) {
    this.#pool = new Pool(`http://127.0.0.1:${port}`, { connections: 16, keepAliveTimeout: 4_000 });
  }

  /** "full" where the container has no memory for it. Rejects with NotLoaded for any other refusal. */
  async load(
    name: string,
    { url, target }: { readonly url: string; readonly target: string },
  ): Promise<"loaded" | "full"> {
    const body = JSON.stringify({ model_name: name, url });
    const { status, words } = await this.#ask("POST", "/models", { body, target, ms: LOAD_MS });
    if (status === 507) return "full";
    // One that an earlier request of ours has loaded, whose answer was lost.
    if (status < 300 || status === 409) return "loaded";
    throw new NotLoaded(status, words);
  }

  /** One that is not there is unloaded. */
  async unload(name: string): Promise<void> {
    const { status, words } = await this.#ask("DELETE", `/models/${name}`);
    if (status >= 300 && status !== 404) throw new NotLoaded(status, words);
  }

  async isLoaded(name: string): Promise<boolean> {
    return (await this.#ask("GET", `/models/${name}`)).status === 200;
  }

  /** Everything that somebody has loaded before. */
  async list(): Promise<readonly string[]> {
    const names: string[] = [];
    for (let page = ""; names.length < MOST_LISTED; ) {
      const { status, words } = await this.#ask("GET", `/models${page}`);
      if (status !== 200) return names;
      const { models, nextPageToken } = listed(words);
      names.push(...models);
      if (nextPageToken === undefined || models.length === 0) return names;
      page = `?next_page_token=${encodeURIComponent(nextPageToken)}`;
    }
    return names;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #ask(
    method: "GET" | "POST" | "DELETE",
    path: string,
    {
      body,
      target,
      ms = ASK_MS,
    }: { readonly body?: string; readonly target?: string; readonly ms?: number } = {},
  ): Promise<{ readonly status: number; readonly words: string }> {
    const { statusCode, body: said } = await this.#pool.request({
      method,
      path,
      headersTimeout: ms,
      bodyTimeout: ms,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(target === undefined ? {} : { "x-amzn-sagemaker-target-model": target }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of said as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MOST_SAID) break;
      chunks.push(chunk);
    }
    return { status: statusCode, words: Buffer.concat(chunks).toString() };
  }
}

function listed(words: string): { readonly models: readonly string[]; readonly nextPageToken?: string } {
  try {
    const { models, nextPageToken } = JSON.parse(words) as {
      readonly models?: readonly { readonly modelName?: unknown }[];
      readonly nextPageToken?: unknown;
    };
    const names = (models ?? []).flatMap(({ modelName }) => (typeof modelName === "string" ? modelName : []));
    return typeof nextPageToken === "string" ? { models: names, nextPageToken } : { models: names };
  } catch {
    return { models: [] };
  }
}
