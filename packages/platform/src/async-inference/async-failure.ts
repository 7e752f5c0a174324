import { type ErrorCode, isSlipwayError, SlipwayError } from "@slipway/model";
import { wordsOf } from "#lib/words-of.ts";

/** A request that gets no answer, for good: told where its failures are told. */
export class AsyncFailure extends SlipwayError {}

/** The same request may do well later: `afterMs` from now at the earliest. */
export class TryLater extends Error {
  readonly afterMs: number;
  /** It was at a pod, which broke off and may have done so because of it. */
  readonly broke: boolean;

  constructor(
    afterMs: number,
    { broke = false, cause }: { readonly broke?: boolean; readonly cause: unknown },
  ) {
    super(wordsOf(cause), { cause });
    this.afterMs = afterMs;
    this.broke = broke;
  }
}

const STORE_PAUSE_MS = 5_000;

/** What a store of objects says of a request's payload or answer: it may be away, or it says no. */
export function storeFailure(
  error: unknown,
  code: Extract<ErrorCode, "SLIP-ASYNC-003" | "SLIP-ASYNC-004">,
): AsyncFailure | TryLater {
  if (error instanceof AsyncFailure || error instanceof TryLater) return error;
  const isNo = isSlipwayError(error) && error.entry.http < 500 && error.entry.http !== 429;
  return isNo
    ? new AsyncFailure(code, wordsOf(error), { cause: error })
    : new TryLater(STORE_PAUSE_MS, { cause: error });
}
