import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError } from "@slipway/model";
import type { BatchStrategy } from "@slipway/model/batch/batch-plan.ts";
import { Pool } from "undici";
import { wordsOf } from "#lib/words-of.ts";

/** What came back for a request; `status` is HTTP's. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** What a server says of itself. */
export interface ExecutionParameters {
  readonly maxConcurrent?: number;
  readonly strategy?: BatchStrategy;
  readonly maxPayloadMebibytes?: number;
}

/** A request that got no answer; its words go on from the server. */
export class NoAnswer extends Error {
  readonly isTimeout: boolean;

  constructor(
    message: string,
    { isTimeout, cause }: { readonly isTimeout: boolean; readonly cause?: unknown },
  ) {
    super(message, { cause });
    this.isTimeout = isTimeout;
  }
}

/** Of what is no answer to data. */
const LONGEST_WORD = 2 ** 20;
const PING_TIMEOUT_MS = 2_000;
const PING_EVERY_MS = 100;
const SLOWEST_PING_MS = 1_000;
const PARAMETERS_TIMEOUT_MS = 10_000;

/**
 * The model's server in this pod, under SageMaker's contract of containers for inference.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-batch-code.html
 */
export class ModelServer {
  readonly #pool: Pool;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;

  constructor(options: {
    readonly port: number;
    readonly contentType?: string;
    readonly accept?: string;
    readonly timeoutSeconds: number;
  }) {
    const { port, contentType, accept } = options;
    this.#timeoutMs = options.timeoutSeconds * 1_000;
    this.#pool = new Pool(`http://127.0.0.1:${port}`, {
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 4_000,
    });
    this.#headers = {
      ...(contentType === undefined ? {} : { "content-type": contentType }),
      ...(accept === undefined ? {} : { accept }),
    };
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  /** Resolves when it answers `/ping` with 200. Throws SLIP-BATCH-003 when it has not done so for `patienceMs`. */
  async untilReady(patienceMs: number): Promise<void> {
    const deadline = Date.now() + patienceMs;
    for (let pause = PING_EVERY_MS; ; pause = Math.min(pause * 1.5, SLOWEST_PING_MS)) {
      const found = await this.#ping();
      if (found === 200) return;
      if (Date.now() > deadline) {
        const why = typeof found === "number" ? `it is answered with ${found}` : found;
        throw new SlipwayError(
          "SLIP-BATCH-003",
          `The model's server has not answered GET /ping with 200 for ${Math.round(patienceMs / 1_000)} s: ${why}`,
        );
      }
      await sleep(pause);
    }
  }

  /** What it says at `/execution-parameters`, which it need not have; what is not said in SageMaker's form is not said. */
  async executionParameters(): Promise<ExecutionParameters> {
    try {
      const { status, body } = await this.#request("GET", "/execution-parameters", {
        timeoutMs: PARAMETERS_TIMEOUT_MS,
      });
      return status === 200 ? parametersOf(JSON.parse(body.toString())) : {};
    } catch {
      return {};
    }
  }

  /** Rejects with `NoAnswer` where there is none, and with SLIP-BATCH-004 for one of more than `longest` bytes. */
  invoke(body: Buffer | AsyncIterable<Uint8Array>, longest: number): Promise<Answer> {
    return this.#request("POST", "/invocations", { timeoutMs: this.#timeoutMs, longest, body });
  }

  async #ping(): Promise<number | string> {
    try {
      return (await this.#request("GET", "/ping", { timeoutMs: PING_TIMEOUT_MS })).status;
    } catch (error) {
      return wordsOf(error);
    }
  }

  async #request(
    method: "GET" | "POST",
    path: string,
    how: {
      readonly timeoutMs: number;
      readonly longest?: number;
      readonly body?: Buffer | AsyncIterable<Uint8Array>;
    },
  ): Promise<Answer> {
    const { timeoutMs, longest = LONGEST_WORD, body } = how;
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await this.#pool.request({
        method,
        path,
        signal,
        ...(body === undefined ? {} : { body: body as Buffer, headers: this.#headers }),
      });
      return { status: response.statusCode, body: await whole(response.body, longest) };
    } catch (error) {
      if (error instanceof SlipwayError) throw error;
      if (signal.aborted)
        throw new NoAnswer(`gave no answer in ${timeoutMs / 1_000} s`, { isTimeout: true, cause: error });
      throw new NoAnswer(`broke the connection: ${wordsOf(error)}`, { isTimeout: false, cause: error });
    }
  }
}

async function whole(body: AsyncIterable<Uint8Array>, longest: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let held = 0;
  for await (const part of body) {
    held += part.length;
    if (held > longest)
      throw new SlipwayError(
        "SLIP-BATCH-004",
        `the model's answer is larger than ${Math.floor(longest / 2 ** 20)} MB; send fewer records a request, by MaxPayloadInMB or BatchStrategy, or fewer at once`,
      );
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const STRATEGIES: Readonly<Record<string, BatchStrategy>> = {
  MULTI_RECORD: "MultiRecord",
  SINGLE_RECORD: "SingleRecord",
  MultiRecord: "MultiRecord",
  SingleRecord: "SingleRecord",
};

function parametersOf(said: unknown): ExecutionParameters {
  if (typeof said !== "object" || said === null) return {};
  const { MaxConcurrentTransforms, BatchStrategy, MaxPayloadInMB } = said as Readonly<
    Record<string, unknown>
  >;
  const strategy = typeof BatchStrategy === "string" ? STRATEGIES[BatchStrategy] : undefined;
  return {
    ...(isCount(MaxConcurrentTransforms) ? { maxConcurrent: MaxConcurrentTransforms } : {}),
    ...(strategy === undefined ? {} : { strategy }),
    ...(isCount(MaxPayloadInMB) ? { maxPayloadMebibytes: MaxPayloadInMB } : {}),
  };
}

/** None, or none at all, is nothing said. */
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;
