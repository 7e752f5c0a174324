import { defined, isSlipwayError, SlipwayError } from "@slipway/model";
import type { Answer } from "./answer.ts";
import type { Carrying } from "./carrying.ts";
import type { Tally } from "./counters.ts";
import type { ResponseHead } from "./http1/response-head.ts";
import { Invoking, type RoutedRequest, seen } from "./invoking.ts";
import { nextFields } from "./next-fields.ts";
import { type RequestBody, wholeBody } from "./request-body.ts";
import type { SeveralContainers } from "./routing-table.ts";
import type { Room } from "./tap/room.ts";
import type { Tapped } from "./tap/tapped.ts";
import type { Upstreams } from "./upstreams.ts";

export interface PassageParts {
  readonly upstreams: Upstreams;
  /** The variant's, which counts the request once. */
  readonly tally: Tally;
  readonly tallyOf: (container: string) => Tally;
  readonly several: SeveralContainers;
  /** The places of the containers to ask, at least one, in their order. */
  readonly steps: readonly number[];
  /** Bytes that a container may answer where another one is asked next. */
  readonly most: number;
  /** For what all requests keep between containers. */
  readonly room: Room;
  readonly tapped: Tapped | undefined;
}

/** As an invocation of one container. A request that broke a pod is sent to one other. */
const MOST = { pods: 3, broken: 2 } as const;

/**
 * A request that passes by containers of one pod: what one answers is what the next is asked, and what the last one answers, or the
 * first that answers with an error, is the answer. Where a pod is gone before that has begun, another one gets the whole.
 */
export class Passage implements Carrying {
  readonly #request: RoutedRequest;
  readonly #answer: Answer;
  readonly #parts: PassageParts;
  readonly #asked = new Set<string>();
  #broken = 0;
  #invoking: Invoking | undefined;
  /** Bytes in memory for it now. */
  #kept = 0;
  #startedAt = 0;
  #status = 0;

  constructor(request: RoutedRequest, answer: Answer, parts: PassageParts) {
    this.#request = request;
    this.#answer = answer;
    this.#parts = parts;
  }

  start(): void {
    this.#parts.tally.counters.underWay += 1;
    this.#askPod();
  }

  resume(): void {
    this.#invoking?.resume();
  }

  abandon(enough = false): void {
    const invoking = this.#invoking;
    if (invoking === undefined) return;
    invoking.abandon(enough);
    this.#parts.tapped?.lose("unanswered");
    if (enough && this.#status > 0) this.#count(true);
    this.#leave();
  }

  #askPod(): void {
    const { upstreams, several } = this.#parts;
    const pods = this.#request.variant.pods.filter((pod) => several.addresses.has(pod));
    const pod = upstreams.pick(pods, this.#asked) ?? upstreams.pick(pods);
    const addresses = pod === undefined ? undefined : several.addresses.get(pod.address);
    if (pod === undefined || addresses === undefined) {
      this.#refuse(full(this.#request));
      return;
    }
    this.#asked.add(pod.address);
    this.#startedAt = performance.now();
    this.#askContainer(0, addresses, this.#request);
  }

  #askContainer(
    step: number,
    addresses: readonly string[],
    { fields, body }: Pick<RoutedRequest, "fields" | "body">,
  ): void {
    const { upstreams, several, steps, tallyOf } = this.#parts;
    const { route, variant, action } = this.#request;
    const place = steps[step] ?? 0;
    const address = addresses[place];
    const request: RoutedRequest = {
      route,
      variant: {
        ...variant,
        pods: address === undefined ? [] : [address],
        instances: instancesAt(place, variant.instances, several),
      },
      action,
      fields,
      ...defined({ body, session: this.#request.session }),
    };
    const isLast = step === steps.length - 1;
    const answer = new StepAnswer({
      answer: this.#answer,
      isLast,
      begun: (status) => {
        this.#status = status;
      },
      keep: (bytes, size) => this.#keep(bytes, size),
      answered: (head, whole) => {
        this.#letGo(whole.length);
        const next = { fields: nextFields(fields, head.fields), body: wholeBody(whole, whole.length) };
        this.#askContainer(step + 1, addresses, next);
      },
      end: () => {
        this.#count(true);
        this.#leave();
        this.#answer.end();
      },
      breakOff: () => {
        this.#count(false);
        this.#leave();
        this.#answer.breakOff();
      },
      // A container before this one has seen the request.
      refuse: (error) => this.#again(step === 0 ? error : seen(error)),
    });
    const tally = tallyOf(several.names[place] ?? "");
    this.#invoking = new Invoking(request, answer, { upstreams, tally });
    this.#invoking.start();
  }

  /** What comes of an answer in between is kept; false where it is too much, and the request is refused. */
  #keep(bytes: number, size: number): boolean {
    const { room, most } = this.#parts;
    const error = size > most ? tooLong(this.#request, most) : room.take(bytes) ? undefined : busy();
    if (error === undefined) {
      this.#kept += bytes;
      return true;
    }
    const invoking = this.#invoking;
    // What tells us of these bytes may have its end to tell in the same breath.
    queueMicrotask(() => invoking?.abandon());
    this.#refuse(error);
    return false;
  }

  /** Keeps of what is kept the next request's body alone. */
  #letGo(length: number): void {
    this.#parts.room.giveBack(this.#kept - length);
    this.#kept = length;
  }

  #again(error: Error): void {
    const { pods, neverReplayed } = this.#request.variant;
    const isBroken = isSlipwayError(error, "SLIP-ROUTER-005");
    if (isBroken) this.#broken += 1;
    const mayTry =
      (isBroken || isSlipwayError(error, "SLIP-ROUTER-003")) &&
      this.#broken < MOST.broken &&
      this.#asked.size < Math.min(MOST.pods, pods.length) &&
      isReplayable(this.#request.body) &&
      (!isBroken || (neverReplayed === undefined && this.#parts.tally.mayReplay()));
    if (!mayTry) {
      this.#refuse(error);
      return;
    }
    this.#letGo(0);
    this.#askPod();
  }

  #count(complete: boolean): void {
    const tookMs = performance.now() - this.#startedAt;
    if (complete) this.#parts.tally.answered(this.#status, tookMs);
    else this.#parts.tally.unanswered(tookMs);
  }

  #refuse(error: Error): void {
    if (isSlipwayError(error) && UNANSWERED.has(error.code)) this.#parts.tally.unanswered(0);
    this.#leave();
    this.#answer.refuse(error);
  }

  #leave(): void {
    this.#invoking = undefined;
    this.#letGo(0);
    this.#parts.tally.counters.underWay -= 1;
  }
}

/** Those by which an invocation counts as one that was not answered. */
const UNANSWERED: ReadonlySet<string> = new Set([
  "SLIP-ROUTER-003",
  "SLIP-ROUTER-004",
  "SLIP-ROUTER-005",
  "SLIP-ROUTER-009",
]);

/** Where the containers of instances are. */
const instancesAt = (
  place: number,
  instances: ReadonlyMap<string, string>,
  { addresses }: SeveralContainers,
): ReadonlyMap<string, string> =>
  new Map([...instances].map(([name, pod]) => [name, addresses.get(pod)?.[place] ?? pod]));

const isReplayable = (body: RequestBody | undefined): boolean => body?.replayable ?? true;

interface StepParts {
  readonly answer: Answer;
  readonly isLast: boolean;
  readonly begun: (status: number) => void;
  readonly keep: (bytes: number, size: number) => boolean;
  readonly answered: (head: ResponseHead, whole: Buffer) => void;
  readonly end: () => void;
  readonly breakOff: () => void;
  readonly refuse: (error: Error) => void;
}

/** What one container answers: to the client from the last one, and errors from any; else kept for the next. */
class StepAnswer implements Answer {
  readonly #parts: StepParts;
  #chunks: Buffer[] | undefined;
  #size = 0;
  #head: ResponseHead | undefined;
  #isOver = false;

  constructor(parts: StepParts) {
    this.#parts = parts;
  }

  begin(head: ResponseHead, variant: string): void {
    const { answer, isLast, begun } = this.#parts;
    this.#head = head;
    if (!isLast && head.status >= 200 && head.status < 300) {
      this.#chunks = [];
      return;
    }
    begun(head.status);
    answer.begin(head, variant);
  }

  write(bytes: Uint8Array): void {
    if (this.#isOver) return;
    if (this.#chunks === undefined) {
      this.#parts.answer.write(bytes);
      return;
    }
    this.#size += bytes.length;
    if (this.#parts.keep(bytes.length, this.#size)) this.#chunks.push(Buffer.from(bytes));
    else this.#over();
  }

  flush(): boolean {
    return this.#isOver || this.#chunks !== undefined || this.#parts.answer.flush();
  }

  end(): void {
    if (this.#isOver) return;
    if (this.#chunks === undefined || this.#head === undefined) {
      this.#parts.end();
      return;
    }
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#parts.answered(this.#head, whole);
  }

  breakOff(): void {
    if (this.#isOver) return;
    if (this.#chunks === undefined) {
      this.#parts.breakOff();
      return;
    }
    this.#over();
    const message = "A container closed the connection before it had answered whole.";
    this.#parts.refuse(new SlipwayError("SLIP-ROUTER-005", message));
  }

  refuse(error: Error): void {
    if (!this.#isOver) this.#parts.refuse(error);
  }

  #over(): void {
    this.#isOver = true;
    this.#chunks = [];
  }
}

function full({ variant, route }: RoutedRequest): SlipwayError {
  return new SlipwayError(
    "SLIP-ROUTER-007",
    `Every pod of variant ${variant.name} of endpoint ${route.endpoint} has as many invocations under way as it may have.`,
    { details: { retryAfterSeconds: 1 } },
  );
}

function busy(): SlipwayError {
  const message = "Too much of what containers answer one another is under way already.";
  return new SlipwayError("SLIP-ROUTER-007", message, { details: { retryAfterSeconds: 1 } });
}

function tooLong({ variant, route }: RoutedRequest, most: number): SlipwayError {
  return new SlipwayError(
    "SLIP-ROUTER-009",
    `A container of variant ${variant.name} of endpoint ${route.endpoint} answered the next one with more than ${most} bytes.`,
  );
}
