import type { WaitedHttp } from "@slipway/model/flows/bodies/wait.ts";
import { LRUCache } from "lru-cache";
import type { Ask, Asked } from "../http/ask.ts";
import { secretKind } from "../notify/secret.ts";
import { refused } from "../resource/wanted.ts";
import type { Try, TryState } from "../step-work.ts";

/** As Airflow's sensors poke, and how long they do. */
const USUAL_INTERVAL_SECONDS = 60;
const USUAL_TIMEOUT_SECONDS = 604_800;
const LOOK_AGAIN_MS = 250;
/** Waits whose run is not looked at any more are forgotten beyond so many. */
const MOST = 10_000;

interface Poke {
  readonly at: number;
  asked?: Asked;
}

/** URLs that are asked again and again, in the background of the passes over their runs; whoever starts again asks at once. */
export class HttpWaits {
  readonly #ask: Ask;
  readonly #pokes = new LRUCache<string, Poke>({ max: MOST });

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async look(one: Try, http: WaitedHttp): Promise<TryState> {
    const { name, step, since } = one.going;
    const now = one.turn.now.getTime();
    const poke = this.#pokes.get(name);
    if (poke === undefined) return this.#poke(one, http);
    if (poke.asked === undefined) return { phase: "going", lookAgainMs: LOOK_AGAIN_MS };
    const state = stateOf(poke.asked, http);
    if (state.phase !== "going") return state;
    const isTimed = step.step.timeoutSeconds !== undefined;
    if (!isTimed && now - since.getTime() > USUAL_TIMEOUT_SECONDS * 1_000)
      return failed("timeout", `It took longer than ${USUAL_TIMEOUT_SECONDS} s`);
    const next = poke.at + (http.intervalSeconds ?? USUAL_INTERVAL_SECONDS) * 1_000;
    if (now >= next) return this.#poke(one, http);
    return { ...state, message: `${one.going.step.path} waits: ${state.message}`, lookAgainMs: next - now };
  }

  forget = ({ going }: Try): void => void this.#pokes.delete(going.name);

  async #poke(one: Try, http: WaitedHttp): Promise<TryState> {
    const headers = await headersOf(one, http);
    const poke: Poke = { at: one.turn.now.getTime() };
    this.#pokes.set(one.going.name, poke);
    void this.#ask(http.url, { method: http.method ?? "GET", headers }).then((asked) => {
      poke.asked = asked;
    });
    return { phase: "going", lookAgainMs: LOOK_AGAIN_MS };
  }
}

/** What may be there later is waited for; who is told that it is not theirs, or that it is elsewhere, waits for nothing. */
function stateOf(asked: Asked, { status: wanted }: WaitedHttp): TryState & { readonly message?: string } {
  if (!("status" in asked))
    return asked.mayMend ? { phase: "going", message: asked.message } : failed("input", asked.message);
  const { status } = asked;
  const isWanted = wanted === undefined ? status >= 200 && status < 300 : wanted.includes(status);
  if (isWanted) return { phase: "succeeded", gives: { results: { status } } };
  const message = `the URL answers with HTTP status ${status}`;
  if (status === 404 || status === 429 || status >= 500 || wanted !== undefined)
    return { phase: "going", message };
  return failed(
    "input",
    status >= 300 && status < 400 ? `${message}, and no redirection is followed` : message,
  );
}

const failed = (failure: "input" | "timeout", message: string): TryState => ({
  phase: "failed",
  failure: { class: failure, message },
});

/** Members of the Secret, each the value of a header. Throws TerminalError where there is none. */
async function headersOf(
  { run, turn }: Try,
  { secret }: WaitedHttp,
): Promise<Readonly<Record<string, string>>> {
  if (secret === undefined) return {};
  const found = await turn.store.get(secretKind, `${run.metadata.namespace ?? ""}/${secret}`);
  if (found === undefined)
    throw refused(`there is no Secret ${secret} in the namespace, which is to hold the headers`);
  return Object.fromEntries(
    Object.entries(found.data ?? {}).map(([name, value]) => [
      name,
      Buffer.from(value, "base64").toString().trim(),
    ]),
  );
}
