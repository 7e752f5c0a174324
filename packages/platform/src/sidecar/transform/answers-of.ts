import type { BatchPlan } from "@slipway/model/batch/batch-plan.ts";
import type { Slots } from "#lib/slots.ts";
import { inOrder } from "./in-order.ts";
import type { ModelServer } from "./model-server.ts";
import { type Between, type Payload, payloads } from "./payloads.ts";
import type { Processing } from "./processing/process-records.ts";
import { resultsOf } from "./processing/results-of.ts";
import { send, sendStream } from "./send.ts";
import type { BatchSettings } from "./settings.ts";
import type { Chunks } from "./split/record.ts";
import { SPLITTERS } from "./split/splitters.ts";

export interface Asking {
  readonly plan: BatchPlan;
  readonly settings: BatchSettings;
  readonly server: ModelServer;
  /** As many as requests may be under way, over all objects. */
  readonly slots: Slots;
  /** One, for requests that are sent again alone. */
  readonly alone: Slots;
  /** How many requests of one object may be under way, or answered and waiting for their turn. */
  readonly window: number;
  readonly processing: Processing | undefined;
  readonly say: (line: string) => void;
  /** Told how many records were answered. */
  readonly answered: (records: number) => void;
}

/** What is stored for an object, piece by piece and in the order of its records. */
export async function* answersOf(chunks: Chunks, asking: Asking): AsyncGenerator<Buffer> {
  const { plan, settings, processing, slots, answered } = asking;
  const { longest } = settings;
  const between: Between = plan.split === "Line" ? "\n" : "";
  const { longestAnswer } = settings;
  const sending = { ...asking, retries: plan.retries, between, longestAnswer };
  const end = plan.assemble === "Line" ? "\n" : "";
  if (longest === undefined) {
    yield ended(await slots.take(() => sendStream(chunks, sending)), end);
    answered(1);
    return;
  }
  const rules = {
    strategy: settings.strategy,
    longest,
    mostRecords: settings.mostRecords,
    between,
    ask: ({ bytes }: { readonly bytes: Buffer }) => processing?.input(bytes) ?? bytes,
  };
  const requests = payloads(SPLITTERS[plan.split](chunks, longest), rules);
  const ask = async (payload: Payload) => {
    const answer = await slots.take(() => send(payload, sending));
    return { payload, answer };
  };
  for await (const { payload, answer } of inOrder(requests, asking.window, ask)) {
    yield processing?.isByRecord === true
      ? processed(payload, answer, { processing, end })
      : ended(answer, end);
    answered(payload.records.length);
  }
}

/** An answer that ends with a line break already is not given another. */
function ended(answer: Buffer, end: "\n" | ""): Buffer {
  const isEnded = end === "" || answer.at(-1) === 0x0a;
  return isEnded ? answer : Buffer.concat([answer, Buffer.from(end)]);
}

function processed(
  { records }: Payload,
  answer: Buffer,
  { processing, end }: { readonly processing: Processing; readonly end: string },
): Buffer {
  const results = resultsOf(answer, records.length);
  return Buffer.from(
    records.map(({ bytes }, index) => `${processing.output(bytes, results[index] ?? "")}${end}`).join(""),
  );
}
