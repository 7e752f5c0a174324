import type { ResponseHead } from "../http1/response-head.ts";
import type { PodAnswer } from "../pod-answer.ts";
import type { ComparedAnswer } from "./compare-answers.ts";

/** What a shadow made of a request: an answer, without a body where that was too long to keep, or none. */
export type ShadowOutcome =
  | { readonly kind: "answered"; readonly status: number; readonly answer: ComparedAnswer | undefined }
  | { readonly kind: "unanswered"; readonly reached: boolean };

/** Takes a shadow's answer as fast as it comes, and keeps of it what can be compared. */
export class ShadowAnswer implements PodAnswer {
  readonly #most: number;
  readonly #over: (outcome: ShadowOutcome) => void;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;

  /** `over` is called once. */
  constructor(most: number, over: (outcome: ShadowOutcome) => void) {
    this.#most = most;
    this.#over = over;
  }

  head({ status }: ResponseHead): void {
    this.#status = status;
  }

  data(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#bytes <= this.#most) this.#chunks.push(Buffer.from(bytes));
    else this.#chunks.length = 0;
  }

  flush(): boolean {
    return true;
  }

  end(): void {
    const status = this.#status;
    const isWhole = this.#bytes <= this.#most;
    const answer = isWhole ? { status, body: Buffer.concat(this.#chunks) } : undefined;
    this.#over({ kind: "answered", status, answer });
  }

  failed(): void {
    this.#over({ kind: "unanswered", reached: false });
  }

  brokenOff(): void {
    this.#over({ kind: "unanswered", reached: true });
  }
}
