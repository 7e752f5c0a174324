import { defined } from "@slipway/model";
import type { AsyncRequest } from "@slipway/model/async-request.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import type { AnsweredInvocation, Answers } from "#ledger/answers.ts";
import type { ClaimedRequest, Place, RequestQueue } from "#ledger/request-queue.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { wordsOf } from "#lib/words-of.ts";
import { type Route, routeKey } from "#router/routing-table.ts";
import { Pods } from "./ask-pod.ts";
import { AsyncFailure, TryLater } from "./async-failure.ts";
import type { AsyncMeasures } from "./async-measures.ts";
import { carryOut, type Outcome, type Took } from "./carry-out.ts";
import type { AsyncEndpoints } from "./endpoints.ts";
import { tellFailure } from "./tell-failure.ts";

export interface RequestWorkOptions {
  readonly queue: RequestQueue;
  /** Told of requests whose endpoints are told by InferenceId what their answers were worth. */
  readonly answers: Answers;
  /** Whose claims the requests are. */
  readonly worker: string;
  readonly endpoints: AsyncEndpoints;
  readonly routes: { current(): ReadonlyMap<string, Route> };
  /** With what the namespace's own jobs may reach. */
  readonly artifacts: (namespace: string) => Promise<Artifacts>;
  readonly measures: AsyncMeasures;
  readonly clock: Clock;
  readonly log: Log;
}

type Samples = Parameters<AsyncMeasures["add"]>[1];

/** Who waits for a store longer than its time is given up, so that nothing waits for ever. */
const MOST_PATIENCE_MS = 60 * 60_000;

/** Does with one request after the other what is to be done, and counts what came of it. */
export class RequestWork {
  readonly #options: RequestWorkOptions;
  readonly #pods = new Pods();

  constructor(options: RequestWorkOptions) {
    this.#options = options;
  }

  /** Those of the places that can be reached as far as is known; all where none can. */
  reachable(places: readonly Place[]): readonly Place[] {
    const found = places.filter(({ pod }) => !this.#pods.isAway(pod));
    return found.length === 0 ? places : found;
  }

  /** Never leaves the request half done: it is finished, given back, or left to the end of its lease. */
  async carry(claimed: ClaimedRequest, signal: AbortSignal): Promise<void> {
    const { id, queue, place, at } = claimed;
    const { routes, clock, artifacts } = this.#options;
    const request = claimed.json as unknown as AsyncRequest;
    const began = clock.now().getTime();
    const took: Took = {};
    const serves = () =>
      routes
        .current()
        .get(routeKey(queue.namespace, queue.endpoint))
        ?.variants.some(({ pods }) => pods.includes(place?.pod ?? "")) ?? false;
    try {
      const outcome = await carryOut(request, {
        ...{ pods: this.#pods, pod: place?.pod ?? "", signal, serves, took },
        artifacts: await artifacts(queue.namespace),
      });
      const samples = { ...times(took), TimeInBacklog: began - at.getTime() };
      if (outcome.kind === "refused") await this.#fail(claimed, { outcome, samples });
      else {
        await this.#options.answers.note(this.#answered(claimed));
        await this.#options.queue.finish(id);
        this.#measure(claimed, { ...samples, Invocation4XXErrors: 0, Invocation5XXErrors: 0 });
      }
    } catch (error) {
      if (error instanceof AsyncFailure)
        await this.#fail(claimed, { failure: error, samples: failedAt(error) });
      else if (error instanceof TryLater) await this.#tryLater(claimed, error, signal);
      else throw error;
    }
  }

  /** Nobody is asked about it any more. */
  failLost(claimed: ClaimedRequest, why: "expired" | "deleted"): Promise<void> {
    const { endpoint } = claimed.queue;
    return why === "deleted"
      ? this.#fail(claimed, {
          failure: new AsyncFailure(
            "SLIP-ASYNC-008",
            `Endpoint ${endpoint} was deleted while the request waited.`,
          ),
          samples: {},
        })
      : this.#fail(claimed, {
          failure: new AsyncFailure(
            "SLIP-ASYNC-005",
            "The request expired: no instance could take it within its RequestTTLSeconds.",
          ),
          samples: { ExpiredRequests: 1 },
        });
  }

  /** Ends what pods are still asked. */
  close(): Promise<void> {
    return this.#pods.close();
  }

  async #tryLater(
    claimed: ClaimedRequest,
    { afterMs, broke, message }: TryLater,
    signal?: AbortSignal,
  ): Promise<void> {
    const { id, json } = claimed;
    const request = json as unknown as AsyncRequest;
    this.#options.log.info("a request is tried again", { id, why: message });
    const broken = (request.broken ?? 0) + (broke ? 1 : 0);
    await this.#options.queue.giveBack(this.#options.worker, {
      id,
      afterMs: signal?.aborted === true ? 0 : afterMs,
      json: { ...request, ...(broken > 0 ? { broken } : {}) },
    });
  }

  /** Tells the failure where the client looks for it, and is then done with the request. */
  async #fail(
    claimed: ClaimedRequest,
    {
      failure,
      outcome,
      samples,
    }: {
      readonly failure?: AsyncFailure;
      readonly outcome?: Extract<Outcome, { kind: "refused" }>;
      readonly samples: Samples;
    },
  ): Promise<void> {
    const { id, queue, json, expiresAt } = claimed;
    const { artifacts, clock, log } = this.#options;
    const request = json as unknown as AsyncRequest;
    const { inferenceId } = request;
    const why = failure?.message ?? `the container answered ${outcome?.status}`;
    log.info("a request has failed", { id, inferenceId, endpoint: queue.endpoint, why });
    try {
      await tellFailure(request, defined({ failure, outcome }), await artifacts(queue.namespace));
    } catch (error) {
      const waited = clock.now().getTime() - expiresAt.getTime();
      if (error instanceof TryLater && waited < MOST_PATIENCE_MS) return this.#tryLater(claimed, error);
      log.warn("the failure of a request could not be told", { id, error: wordsOf(error) });
    }
    await this.#options.queue.finish(id);
    const status = outcome?.status ?? 0;
    const is4xx = status >= 400 && status < 500;
    const ofContainer =
      outcome === undefined ? {} : { Invocation4XXErrors: is4xx ? 1 : 0, Invocation5XXErrors: is4xx ? 0 : 1 };
    this.#measure(claimed, { ...samples, ...ofContainer, InvocationFailures: 1 });
  }

  #answered({ queue, place, json }: ClaimedRequest): readonly AnsweredInvocation[] {
    const { routes, clock } = this.#options;
    const { namespace, endpoint } = queue;
    const variants = routes.current().get(routeKey(namespace, endpoint))?.variants ?? [];
    const its = variants.find(({ name, feedbackMs }) => name === place?.variant && feedbackMs !== undefined);
    const { inferenceId } = json as unknown as AsyncRequest;
    if (its?.feedbackMs === undefined) return [];
    const at = clock.now().getTime();
    return [{ namespace, endpoint, inferenceId, variant: its.name, at, until: at + its.feedbackMs }];
  }

  #measure({ queue, place, at }: ClaimedRequest, samples: Samples): void {
    const { measures, endpoints, clock } = this.#options;
    const variant = place?.variant ?? endpoints.firstVariant(queue);
    if (variant === undefined) return;
    const total = clock.now().getTime() - at.getTime();
    measures.add({ ...queue, variant }, { ...samples, InvocationsProcessed: 1, TotalProcessingTime: total });
  }
}

const times = ({ download, model, upload }: Took): Samples => ({
  RequestDownloadLatency: download,
  ModelLatency: model,
  ResponseUploadLatency: upload,
});

function failedAt({ code }: AsyncFailure): Samples {
  if (code === "SLIP-ASYNC-003") return { RequestDownloadFailures: 1 };
  return code === "SLIP-ASYNC-004" ? { ResponseUploadFailures: 1 } : {};
}
