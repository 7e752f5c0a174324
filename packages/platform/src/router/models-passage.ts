import { CATALOGUE, type ErrorCode, isSlipwayError, SlipwayError } from "@slipway/model";
import {
  MODEL_MEASURES,
  MODELS_HEADER,
  type ModelMeasure,
  REFUSAL_HEADER,
} from "@slipway/model/models-plan.ts";
import { inOrderFor } from "./affinity.ts";
import type { Answer } from "./answer.ts";
import type { Carrying } from "./carrying.ts";
import type { Tally } from "./counters.ts";
import { FieldLines } from "./http1/field-lines.ts";
import type { ResponseHead } from "./http1/response-head.ts";
import { Invoking, type RoutedRequest, seen } from "./invoking.ts";
import { LastCount } from "./last-count.ts";
import type { Tapped } from "./tap/tapped.ts";
import type { Upstream, Upstreams } from "./upstreams.ts";

export interface ModelsPassageParts {
  readonly upstreams: Upstreams;
  readonly tally: Tally;
  /** The model that the request names. */
  readonly target: string;
  readonly tapped: Tapped | undefined;
}

/** Under way at a pod, from which on another one gets a model, too. */
const BUSY = 8;
/** As an invocation of one model. A request that broke a pod is sent to one other. */
const MOST = { pods: 3, broken: 2 } as const;

/**
 * A request for one of many models: to the pod that has it most likely, or where that has much to do to the next one. What stands
 * before the container there says what it refuses itself, and what bringing the model took.
 */
export class ModelsPassage implements Carrying {
  readonly #request: RoutedRequest;
  readonly #answer: Answer;
  readonly #parts: ModelsPassageParts;
  readonly #count: LastCount;
  readonly #asked = new Set<string>();
  #attempts = 0;
  #broken = 0;
  /** Absent before and after it is under way. */
  #invoking: Invoking | undefined;

  constructor(request: RoutedRequest, answer: Answer, parts: ModelsPassageParts) {
    this.#request = request;
    this.#answer = answer;
    this.#parts = parts;
    this.#count = new LastCount(parts.tally);
  }

  start(): void {
    this.#parts.tally.counters.underWay += 1;
    this.#ask();
  }

  resume(): void {
    this.#invoking?.resume();
  }

  abandon(enough = false): void {
    if (this.#invoking === undefined) return;
    this.#invoking.abandon(enough);
    this.#parts.tapped?.lose("unanswered");
    this.#leave();
  }

  #ask(): void {
    const { variant } = this.#request;
    const { upstreams, tally } = this.#parts;
    const pod = this.#pick();
    const pods = pod === undefined ? variant.pods : [pod.address];
    for (const one of pods) this.#asked.add(one);
    this.#attempts += 1;
    this.#count.forget();
    const answer = new ModelAnswer(this.#answer, {
      tally,
      over: () => this.#leave(),
      refused: (refusal) => this.#goOn(refusal, this.#mayBringElsewhere(refusal)),
      failed: (error) => this.#failed(error),
    });
    const request = { ...this.#request, variant: { ...variant, pods } };
    this.#invoking = new Invoking(request, answer, { upstreams, tally: this.#count, attempts: 1 });
    this.#invoking.start();
  }

  /** The first that is not busy, and the least busy one where all are. */
  #pick(): Upstream | undefined {
    const { upstreams, target } = this.#parts;
    const { pods } = this.#request.variant;
    const left = pods.filter((pod) => !this.#asked.has(pod));
    for (const pod of inOrderFor(target, left)) {
      const upstream = upstreams.pick([pod]);
      if (upstream !== undefined && upstream.outstanding < BUSY && upstream.ejectedUntil === 0)
        return upstream;
    }
    return upstreams.pick(pods, this.#asked) ?? upstreams.pick(pods);
  }

  #failed(error: Error): void {
    const isBroken = isSlipwayError(error, "SLIP-ROUTER-005");
    if (isBroken) this.#broken += 1;
    const isLeft = this.#attempts < MOST.pods && this.#broken < MOST.broken && this.#isReplayable();
    const mayGoOn = isBroken ? isLeft && this.#mayReplay() : isSlipwayError(error, "SLIP-ROUTER-003");
    this.#goOn(this.#broken > 0 ? seen(error) : error, isLeft && mayGoOn);
  }

  #mayReplay(): boolean {
    return this.#request.variant.neverReplayed === undefined && this.#parts.tally.mayReplay();
  }

  /** Whether a pod that has not been asked may have the model that this one could not bring. */
  #mayBringElsewhere(refusal: SlipwayError): boolean {
    const { pods } = this.#request.variant;
    const isLeft = this.#asked.size < Math.min(MOST.pods, pods.length) && this.#isReplayable();
    return isLeft && isSlipwayError(refusal, "SLIP-ROUTER-003");
  }

  #goOn(error: Error, mayGoOn: boolean): void {
    if (mayGoOn) {
      this.#ask();
      return;
    }
    this.#leave();
    this.#answer.refuse(error);
  }

  #isReplayable(): boolean {
    return this.#request.body?.replayable ?? true;
  }

  #leave(): void {
    this.#invoking = undefined;
    this.#count.keep();
    this.#parts.tally.counters.underWay -= 1;
  }
}

interface Heard {
  readonly tally: Tally;
  /** The answer has ended, whole or not, and is about to be told so. */
  readonly over: () => void;
  /** By what stands before the container. */
  readonly refused: (refusal: SlipwayError) => void;
  /** Nothing was answered. */
  readonly failed: (error: Error) => void;
}

/** Takes from a pod's answer what is ours. */
class ModelAnswer implements Answer {
  readonly #answer: Answer;
  readonly #heard: Heard;
  #refusal: SlipwayError | undefined;

  constructor(answer: Answer, heard: Heard) {
    this.#answer = answer;
    this.#heard = heard;
  }

  begin(head: ResponseHead, variant: string): void {
    const { fields, measures, refusal } = ours(head.fields);
    for (const [name, value] of measures) this.#heard.tally.note(name, value);
    this.#refusal = refusal;
    if (refusal === undefined) this.#answer.begin({ ...head, fields }, variant);
  }

  write(bytes: Uint8Array): void {
    if (this.#refusal === undefined) this.#answer.write(bytes);
  }

  flush(): boolean {
    return this.#refusal !== undefined || this.#answer.flush();
  }

  end(): void {
    if (this.#refusal !== undefined) {
      this.#heard.refused(this.#refusal);
      return;
    }
    this.#heard.over();
    this.#answer.end();
  }

  breakOff(): void {
    if (this.#refusal !== undefined) {
      this.#heard.refused(this.#refusal);
      return;
    }
    this.#heard.over();
    this.#answer.breakOff();
  }

  refuse(error: Error): void {
    this.#heard.failed(error);
  }
}

function ours(text: string): {
  readonly fields: string;
  readonly measures: readonly (readonly [ModelMeasure, number])[];
  readonly refusal: SlipwayError | undefined;
} {
  const lines = new FieldLines(text, 0);
  let fields = "";
  let measures: readonly (readonly [ModelMeasure, number])[] = [];
  let refusal: SlipwayError | undefined;
  while (lines.next()) {
    if (lines.name === MODELS_HEADER) measures = measuresIn(lines.value);
    else if (lines.name === REFUSAL_HEADER) refusal = refusalIn(lines.value);
    else fields += text.slice(lines.start, lines.end);
  }
  return { fields, measures, refusal };
}

const KNOWN: ReadonlySet<string> = new Set(MODEL_MEASURES);

function measuresIn(text: string): readonly (readonly [ModelMeasure, number])[] {
  return text.split(",").flatMap((item) => {
    const [name = "", number = ""] = item.split("=");
    const value = Number(number);
    return KNOWN.has(name) && number !== "" && Number.isFinite(value)
      ? [[name as ModelMeasure, value] as const]
      : [];
  });
}

function refusalIn(text: string): SlipwayError {
  const [code = "", words = ""] = text.split(" ", 2);
  const isCode = code.startsWith("SLIP-ROUTER-") && Object.hasOwn(CATALOGUE, code);
  return new SlipwayError(isCode ? (code as ErrorCode) : "SLIP-ROUTER-005", decoded(words));
}

function decoded(words: string): string {
  try {
    return decodeURIComponent(words);
  } catch {
    return words;
  }
}
