import { type ErrorCode, type Resource, SlipwayError } from "@slipway/model";
import { type ObjectState, stateOf } from "@slipway/model/kinds/object-state.ts";
import type { Session } from "../session/session.ts";
import { failureWords } from "./failure-words.ts";
import { kindsOf } from "./known-kinds.ts";
import { locate, nameOf, type Reference } from "./references.ts";

const CODE_OF: Readonly<Record<"failed" | "stopped", ErrorCode>> = {
  failed: "SLIP-CLI-005",
  stopped: "SLIP-CLI-008",
};

export interface AwaitOptions {
  readonly timeoutMs?: number | undefined;
  /** The program's log is printed beside, so its trace need not be told. */
  readonly withLog?: boolean | undefined;
  /** Called with each new state. */
  readonly onState?: (state: ObjectState, object: Resource) => void;
}

/**
 * Waits until an object is done and gives it back. Every other end is a SlipwayError with an exit code of its own:
 * failed (100), unfinished when the time is up (101), not there or gone meanwhile (102), stopped (103).
 */
export async function awaitOutcome<R extends Resource>(
  session: Session,
  reference: Reference,
  options: AwaitOptions = {},
): Promise<R> {
  const kinds = kindsOf(session);
  const { kubernetes } = await session.client();
  const name = nameOf(reference);
  let last = "";
  const { met, object } = await kubernetes.waitFor(
    reference.kind,
    await locate(session, reference),
    (seen) => {
      if (seen === undefined) return true;
      const state = stateOf(kinds, seen);
      const words = `${state.word} ${state.sentence}`;
      if (words !== last) options.onState?.(state, seen);
      last = words;
      return state.state !== "working";
    },
    {
      timeoutMs: options.timeoutMs,
      signal: session.signal,
      onTrouble: (error) => session.say(`The connection broke (${error.message}); trying again.`),
    },
  );
  session.signal.throwIfAborted();
  if (object === undefined) throw notThere(reference);
  const { state, word, sentence } = stateOf(kinds, object);
  const words = sentence === "" ? word : `${word}: ${sentence}`;
  if (!met) throw outcomeError("SLIP-CLI-006", `${name} is ${words}`);
  if (state === "failed") throw failed(name, sentence === "" ? word : sentence, options);
  if (state === "stopped") throw outcomeError(CODE_OF[state], `${name} is ${words}`);
  return object as R;
}

function failed(name: string, sentence: string, { withLog = false }: AwaitOptions): SlipwayError {
  const { head, trace } = failureWords(sentence);
  const message = withLog || trace === "" ? head : `${head}\n${trace}`;
  return new SlipwayError(CODE_OF.failed, message, { details: { name } });
}

/** Of what is waited for, when there is none. */
export function notThere(reference: Reference): SlipwayError {
  const { name, kind } = reference;
  return new SlipwayError("SLIP-CLI-007", `${nameOf(reference)} is not there`, {
    details: { name, kind: kind.plural },
  });
}

function outcomeError(code: ErrorCode, message: string): SlipwayError {
  return new SlipwayError(code, message);
}
