import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError } from "@slipway/model";
import { backOff, spread } from "@slipway/model/back-off.ts";
import type { Slots } from "#lib/slots.ts";
import { type Answer, type ModelServer, NoAnswer } from "./model-server.ts";
import { type Between, bodyOf, type Payload } from "./payloads.ts";
import type { BatchRecord } from "./split/record.ts";

export interface Sending {
  readonly server: ModelServer;
  /** How often a request that failed is sent again. */
  readonly retries: number;
  readonly between: Between;
  /** Bytes of an answer. */
  readonly longestAnswer: number;
  /** One place, over all objects, for requests that are sent again after the server had broken the connection. */
  readonly alone: Slots;
  readonly say: (line: string) => void;
}

const PAUSE = { baseMs: 200, capMs: 10_000 } as const;
/** How long a server that broke a connection may take to come back: it is started again, after a pause that grows. */
const AWAY_MS = 60_000;
const LONGEST_WORDS = 300;

/**
 * The model's answer to a payload. What it refuses, or fails at over all retries, is SLIP-BATCH-001 or 002 and names the record: of several in
 * one request the first that it does not take by itself is looked for.
 */
export async function send(payload: Payload, sending: Sending): Promise<Buffer> {
  const answer = await answerTo(bodyOf(payload.asked, sending.between), sending);
  if (isGood(answer)) return answer.body;
  throw failure(await firstBad(payload, answer, sending));
}

/** A body that is read while it is sent is not sent again. */
export async function sendStream(
  body: AsyncIterable<Uint8Array>,
  { server, longestAnswer }: Sending,
): Promise<Buffer> {
  const answer = await server.invoke(body, longestAnswer).catch(refused);
  if (isGood(answer)) return answer.body;
  throw failure({ answer, records: [] });
}

type Outcome = Answer | NoAnswer;

const isGood = (outcome: Outcome): outcome is Answer =>
  !(outcome instanceof NoAnswer) && outcome.status >= 200 && outcome.status < 300;

function refused(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  throw error;
}

/** Other requests may do where this one is too early or too many. */
const mayPass = (outcome: Outcome): boolean =>
  outcome instanceof NoAnswer || outcome.status >= 500 || outcome.status === 429 || outcome.status === 408;

/**
 * What breaks connections may be another request that was under way: so whatever lost its own is sent again with no other such beside it, once
 * more than others, and when the server is back. Only then is the next request of anybody begun.
 */
async function answerTo(body: Buffer, sending: Sending, retries = sending.retries): Promise<Outcome> {
  const { server, alone, longestAnswer, say } = sending;
  const ask = (): Promise<Outcome> => server.invoke(body, longestAnswer).catch(refused);
  const again = async (): Promise<Outcome> => {
    await server.untilReady(AWAY_MS);
    const outcome = await ask();
    if (isBroken(outcome)) await server.untilReady(AWAY_MS);
    return outcome;
  };
  let outcome = await ask();
  let broke = isBroken(outcome);
  for (let tried = broke ? -1 : 0; !isGood(outcome) && mayPass(outcome) && tried < retries; tried++) {
    const pause = spread(backOff(Math.max(0, tried), PAUSE));
    const seconds = (pause / 1_000).toFixed(1);
    say(`The model did not take a request (${wordsOfOutcome(outcome)}). Trying again in ${seconds} s.`);
    await sleep(pause);
    outcome = await (broke ? alone.take(again) : ask());
    broke ||= isBroken(outcome);
  }
  return outcome;
}

const isBroken = (outcome: Outcome): boolean => outcome instanceof NoAnswer && !outcome.isTimeout;

interface Bad {
  readonly answer: Outcome;
  readonly records: readonly BatchRecord[];
}

/**
 * Halves what was not taken until one record is left, or neither half is refused by itself: each look is one request. What took too
 * long, or brought the server down, is not sent once more for that.
 */
async function firstBad(payload: Payload, answer: Outcome, sending: Sending): Promise<Bad> {
  let [bad, said, asked] = [payload.records, answer, payload.asked];
  while (bad.length > 1 && !(said instanceof NoAnswer)) {
    const half = Math.ceil(bad.length / 2);
    const halves = [
      { records: bad.slice(0, half), asked: asked.slice(0, half) },
      { records: bad.slice(half), asked: asked.slice(half) },
    ];
    let found = false;
    for (const part of halves) {
      const outcome = await answerTo(bodyOf(part.asked, sending.between), sending, 1);
      if (isGood(outcome)) continue;
      [bad, said, asked, found] = [part.records, outcome, part.asked, true];
      break;
    }
    if (!found) break;
  }
  return { records: bad, answer: said };
}

function failure({ answer, records }: Bad): SlipwayError {
  const code = answer instanceof NoAnswer || answer.status >= 500 ? "SLIP-BATCH-002" : "SLIP-BATCH-001";
  return new SlipwayError(code, `${placeOfRecords(records)}: ${wordsOfOutcome(answer)}`);
}

function placeOfRecords(records: readonly BatchRecord[]): string {
  const [first, last] = [records[0], records.at(-1)];
  if (first === undefined || last === undefined) return "the whole object";
  if (first === last) return `record ${first.number} (byte ${first.at})`;
  return `records ${first.number} to ${last.number} (from byte ${first.at})`;
}

function wordsOfOutcome(outcome: Outcome): string {
  if (outcome instanceof NoAnswer) return `the model ${outcome.message}`;
  const words = outcome.body
    .subarray(0, 4 * LONGEST_WORDS)
    .toString()
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, LONGEST_WORDS);
  return `the model answered ${outcome.status}${words === "" ? "" : `: ${words}`}`;
}
