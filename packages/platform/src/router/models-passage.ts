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
import { Invoking, type RoutedRequest } from "./invoking.ts";
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
const MOST_PODS = 3;

/**
 * A request for one of many models: to the pod that has it most likely, or where that has much to do to the next one. What stands
 * before the container there says what it refuses itself, and what bringing the model took.
 */
export class ModelsPassage implements Carrying {
  readonly #request: RoutedRequest;
  readonly #answer: Answer;
  readonly #parts: ModelsPassageParts;
  readonly #asked = new Set<string>();
  #invoking: Invoking | undefined;

  constructor(request: RoutedRequest, answer: Answer, parts: ModelsPassageParts) {
    this.#request = request;
    this.#answer = answer;
    this.#parts = parts;
  }

  start(): void {
    this.#ask();
  }

  resume(): void {
    this.#invoking?.resume();
  }

  abandon(enough = false): void {
    this.#invoking?.abandon(enough);
    this.#parts.tapped?.lose("unanswered");
  }

  #ask(): void {
    const { variant } = this.#request;
    const pod = this.#pick();
    const pods = pod === undefined ? variant.pods : [pod.address];
    for (const one of pods) this.#asked.add(one);
    const request = { ...this.#request, variant: { ...variant, pods } };
    const answer = new ModelAnswer(this.#answer, {
      tally: this.#parts.tally,
      refused: (error) => this.#again(error),
    });
    const { upstreams, tally } = this.#parts;
    this.#invoking = new Invoking(request, answer, { upstreams, tally });
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

  #again(error: Error): void {
    const { variant, body } = this.#request;
    const mayTry =
      isSlipwayError(error, "SLIP-ROUTER-003") &&
      this.#asked.size < Math.min(MOST_PODS, variant.pods.length) &&
      (body?.replayable ?? true);
    if (mayTry) this.#ask();
    else this.#answer.refuse(error);
  }
}

interface Heard {
  readonly tally: Tally;
  readonly refused: (error: Error) => void;
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
    if (this.#refusal === undefined) this.#answer.end();
    else this.#heard.refused(this.#refusal);
  }

  breakOff(): void {
    if (this.#refusal === undefined) this.#answer.breakOff();
    else this.#heard.refused(this.#refusal);
  }

  refuse(error: Error): void {
    this.#heard.refused(error);
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
