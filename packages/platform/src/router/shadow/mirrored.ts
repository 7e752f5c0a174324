import type { Tally } from "../counters.ts";
import type { Room } from "../tap/room.ts";
import type { Listener, TappedAnswer } from "../tap/tap.ts";
import type { Upstream, Upstreams } from "../upstreams.ts";
import { type ComparedAnswer, sameAnswers } from "./compare-answers.ts";
import { ShadowAnswer, type ShadowOutcome } from "./shadow-answer.ts";

export interface Mirroring {
  readonly pods: readonly string[];
  readonly fields: string;
  readonly upstreams: Upstreams;
  readonly tally: Tally;
  readonly room: Room;
  /** Bytes of one answer that are kept for the comparison. */
  readonly mostCompared: number;
  /** Nothing more is held of it. */
  readonly over: () => void;
}

/** The production's side once it is known. */
type Production = { readonly answer: ComparedAnswer | undefined; readonly tookMs: number } | "none";

/**
 * One request's copy at a shadow: sent once, after the request itself has gone on, and never again. What the shadow says is counted, and
 * compared with what the client was told.
 */
export class Mirrored implements Listener {
  readonly #mirroring: Mirroring;
  #taken = 0;
  #askedAt = 0;
  #sentAt = 0;
  #upstream: Upstream | undefined;
  #isSent = false;
  #production: Production | undefined;
  #shadow: { readonly outcome: ShadowOutcome; readonly tookMs: number } | undefined;
  #isOver = false;

  constructor(mirroring: Mirroring) {
    this.#mirroring = mirroring;
  }

  asked(body: Buffer): void {
    this.#askedAt = performance.now();
    if (!this.#take(body.length)) {
      this.#leave();
      return;
    }
    // The request itself goes first.
    setImmediate(() => this.#send(body));
    this.#isSent = true;
  }

  answered({ status, body }: TappedAnswer): void {
    if (this.#isOver) return;
    const { mostCompared } = this.#mirroring;
    const isKept = body.length <= mostCompared && this.#take(body.length);
    const tookMs = performance.now() - this.#askedAt;
    this.#production = { answer: isKept ? { status, body } : undefined, tookMs };
    this.#settle();
  }

  lost(): void {
    this.#production = "none";
    if (this.#isSent) this.#settle();
    else this.#leave();
  }

  #send(body: Buffer): void {
    const { upstreams, pods, fields, mostCompared } = this.#mirroring;
    const upstream = upstreams.pick(pods);
    // None, or all of them busy: what is too much for a shadow is left out, and says nothing of it.
    if (upstream === undefined) {
      this.#leave();
      return;
    }
    this.#upstream = upstream;
    upstream.outstanding += 1;
    this.#sentAt = performance.now();
    const answer = new ShadowAnswer(mostCompared, (outcome) => this.#told(outcome));
    const sent = { method: "POST", path: "/invocations", fields, body, length: body.length } as const;
    upstream.connection().send(sent, answer);
  }

  #told(outcome: ShadowOutcome): void {
    const { upstreams, tally } = this.#mirroring;
    const tookMs = performance.now() - this.#sentAt;
    const upstream = this.#upstream;
    this.#upstream = undefined;
    if (upstream !== undefined) {
      upstream.outstanding -= 1;
      if (outcome.kind === "answered") upstreams.answered(upstream);
      else if (!outcome.reached) upstreams.failed(upstream);
    }
    if (outcome.kind === "answered") tally.answered(outcome.status, tookMs);
    else tally.unanswered(tookMs);
    this.#shadow = { outcome, tookMs };
    this.#settle();
  }

  /** Once both sides are known. Of an answer that was too long to keep nothing is compared. */
  #settle(): void {
    const [production, shadow] = [this.#production, this.#shadow];
    if (production === undefined || shadow === undefined || this.#isOver) return;
    const { tally } = this.#mirroring;
    if (production !== "none") {
      const { outcome, tookMs } = shadow;
      if (outcome.kind === "unanswered") tally.compared("failed");
      else if (production.answer !== undefined && outcome.answer !== undefined) {
        const isSame = sameAnswers(production.answer, outcome.answer);
        tally.compared(isSame ? "equal" : "different", tookMs - production.tookMs);
      }
    }
    this.#leave();
  }

  #take(bytes: number): boolean {
    if (!this.#mirroring.room.take(bytes)) return false;
    this.#taken += bytes;
    return true;
  }

  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#production = undefined;
    this.#shadow = undefined;
    this.#mirroring.room.giveBack(this.#taken);
    this.#mirroring.over();
  }
}
