import { pipeline, type Readable } from "node:stream";
import { defined } from "@slipway/model";
import type { AsyncRequest } from "@slipway/model/async-request.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { FirstBytes } from "#lib/http/first-bytes.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { failureOf, type NoAnswer, type PodAnswer, type Pods } from "./ask-pod.ts";
import { AsyncFailure, storeFailure, TryLater } from "./async-failure.ts";
import { limitBytes } from "./limit-bytes.ts";

/** SageMaker's, of a payload; answers are held to the same. */
const MOST_BYTES = 2 ** 30;
/** What is kept of a container's own words for its error. */
const MOST_OF_AN_ERROR = 2 ** 20;
/** A request that breaks pods is sent to no more. */
const MOST_BROKEN = 3;
const AGAIN_MS = 500;

/** What carrying a request out has come to. */
export type Outcome =
  | { readonly kind: "answered"; readonly status: number }
  /** The container said so itself. */
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly contentType: string | undefined;
      readonly words: Buffer;
    };

/** Milliseconds, of what there was. */
export interface Took {
  download?: number;
  model?: number;
  upload?: number;
}

export interface Carrying {
  readonly artifacts: Artifacts;
  readonly pods: Pods;
  readonly pod: string;
  /** The request is no longer this worker's. */
  readonly signal: AbortSignal;
  /** Whether the pod is still one of its endpoint's. */
  readonly serves: () => boolean;
  readonly took: Took;
}

/**
 * Reads a request's payload, sends it to a pod and stores the answer, none of it whole in memory. The answer is stored whole or not
 * at all. Throws `AsyncFailure` or `TryLater`.
 */
export async function carryOut(request: AsyncRequest, carrying: Carrying): Promise<Outcome> {
  const began = performance.now();
  const payload = await payloadOf(request, carrying.artifacts);
  carrying.took.download = performance.now() - began;
  try {
    return await askAndStore(request, payload, carrying);
  } finally {
    payload.end();
  }
}

async function askAndStore(request: AsyncRequest, payload: Payload, carrying: Carrying): Promise<Outcome> {
  const { pods, pod, took } = carrying;
  const signal = AbortSignal.any([carrying.signal, AbortSignal.timeout(request.timeoutSeconds * 1_000)]);
  const sent = performance.now();
  const told = (error: unknown): AsyncFailure | TryLater => {
    if (error instanceof AsyncFailure) return error;
    return payload.failure() ?? podFailure(failureOf(error, signal), request, carrying);
  };
  const asked = { headers: headersOf(request, payload), body: payload.body, signal };
  const answer = await pods.ask(pod, asked).catch((error: unknown) => {
    throw told(error);
  });
  const { status, contentType, body } = answer;
  if (status < 200 || status > 299) {
    const words = await firstOf(body, MOST_OF_AN_ERROR);
    took.model = performance.now() - sent;
    return { kind: "refused", status, contentType, words };
  }
  let answered = sent;
  body.once("end", () => {
    answered = performance.now();
  });
  await storeAnswer(answer, request, { artifacts: carrying.artifacts, told });
  took.model = answered - sent;
  took.upload = performance.now() - answered;
  return { kind: "answered", status };
}

interface Payload {
  readonly body: Readable | Buffer;
  readonly length: number;
  readonly contentType: string | undefined;
  /** Why its own source failed, when it did. */
  failure(): AsyncFailure | TryLater | undefined;
  /** Nobody reads it any more. */
  end(): void;
}

/** A type that nobody has said is the object's own. */
async function payloadOf(request: AsyncRequest, artifacts: Artifacts): Promise<Payload> {
  const { inputLocation, payload = "", contentType } = request;
  if (inputLocation === undefined) {
    const body = Buffer.from(payload, "base64");
    return { body, length: body.length, contentType, failure: () => undefined, end: () => {} };
  }
  const { bucket = "", key = "" } = parseS3Uri(inputLocation) ?? {};
  try {
    const { info, body } = await artifacts.get(bucket, key);
    let failure: AsyncFailure | TryLater | undefined;
    body.on("error", (error) => {
      failure ??= storeFailure(error, "SLIP-ASYNC-003");
    });
    if (info.size > MOST_BYTES) {
      body.destroy();
      throw new AsyncFailure(
        "SLIP-ASYNC-003",
        `${inputLocation} has ${info.size} bytes; a payload may have ${MOST_BYTES}.`,
      );
    }
    return {
      body,
      length: info.size,
      contentType: contentType ?? printable(info.contentType),
      failure: () => failure,
      end: () => void body.destroy(),
    };
  } catch (error) {
    throw storeFailure(error, "SLIP-ASYNC-003");
  }
}

/** What a header can say. */
const printable = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\x20-\x7E]+$/.test(text) ? text : undefined;

function headersOf(request: AsyncRequest, payload: Payload): Record<string, string> {
  return defined({
    "content-type": payload.contentType,
    "content-length": String(payload.length),
    accept: request.accept,
    "x-amzn-sagemaker-custom-attributes": request.customAttributes,
    "x-amzn-sagemaker-inference-id": request.inferenceId,
  }) as Record<string, string>;
}

function podFailure(
  { kind, message }: NoAnswer,
  { timeoutSeconds, broken = 0 }: AsyncRequest,
  { signal, serves, pod }: Carrying,
): AsyncFailure | TryLater {
  if (kind === "late" && !signal.aborted)
    return new AsyncFailure("SLIP-ASYNC-006", `The container gave no answer in ${timeoutSeconds} s.`);
  const cause = new Error(`${pod}: ${message}`);
  // A pod that is ended, for an update or by its node, says nothing of the request.
  if (kind === "unreachable" || signal.aborted || !serves()) return new TryLater(AGAIN_MS, { cause });
  if (broken + 1 < MOST_BROKEN) return new TryLater(AGAIN_MS, { broke: true, cause });
  return new AsyncFailure(
    "SLIP-ASYNC-007",
    `${MOST_BROKEN} times a container broke the connection off before it had answered: ${message}`,
  );
}

async function storeAnswer(
  { body, contentType }: PodAnswer,
  { outputLocation }: AsyncRequest,
  {
    artifacts,
    told,
  }: { readonly artifacts: Artifacts; readonly told: (error: unknown) => AsyncFailure | TryLater },
): Promise<void> {
  const { bucket = "", key = "" } = parseS3Uri(outputLocation) ?? {};
  const tooLong = () =>
    new AsyncFailure("SLIP-ASYNC-004", `The container's answer is longer than ${MOST_BYTES} bytes.`);
  let failure: AsyncFailure | TryLater | undefined;
  body.on("error", (error) => {
    // It is closed early where the store takes no more of it, which the store tells itself.
    if (!isClosedEarly(error)) failure ??= told(error);
  });
  const limited = pipeline(body, limitBytes(MOST_BYTES, tooLong), () => {});
  try {
    await artifacts.put(bucket, key, limited, defined({ contentType }));
  } catch (error) {
    throw failure ?? storeFailure(error, "SLIP-ASYNC-004");
  } finally {
    body.destroy();
  }
}

const isClosedEarly = (error: unknown): boolean =>
  (error as { readonly code?: unknown }).code === "ERR_STREAM_PREMATURE_CLOSE";

/** The answer's first bytes; what breaks off has said what it said. */
async function firstOf(body: Readable, most: number): Promise<Buffer> {
  const first = new FirstBytes(most);
  pipeline(body, first, () => {});
  const text = await first.text;
  return Buffer.from(text ?? "");
}
