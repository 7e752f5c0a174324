import { SlipwayError } from "@slipway/model";
import type { BatchPlan } from "@slipway/model/batch/batch-plan.ts";
import { batchProgressText } from "@slipway/model/batch/batch-progress.ts";
import type { HostPlace } from "@slipway/model/run-plan.ts";
import { Slots } from "#lib/slots.ts";
import { type DataObject, dataObjects } from "../fetch/data-objects.ts";
import { nameOf } from "../fetch/from-store.ts";
import { inParallel } from "../fetch/in-parallel.ts";
import { patiently } from "../open-source.ts";
import { placeOf } from "../place-of.ts";
import { sidecarFailure } from "../sidecar-failure.ts";
import type { Source } from "../source.ts";
import type { ModelServer } from "./model-server.ts";
import { processRecords } from "./processing/process-records.ts";
import { batchSettings } from "./settings.ts";
import { transformObject } from "./transform-object.ts";

/** What a batch has done when it is over. */
export interface BatchEnd {
  readonly objects: number;
  readonly passedOver: number;
  readonly records: number;
}

export interface BatchContext extends Source {
  readonly plan: BatchPlan;
  readonly host: HostPlace;
  readonly server: ModelServer;
  readonly say: (line: string) => void;
}

/** How long a server may take until it is ready for the first time. */
const SERVER_PATIENCE_MS = 10 * 60_000;
const OBJECTS_AT_ONCE = 8;
const TELL_EVERY_MS = 1_000;
/** Where so many failed and none was done the rest would not fare better. */
const HOPELESS = 10;
/** So many failures are told by name. */
const TOLD = 5;

/**
 * Asks the model about every object of the data that is this host's, and goes on where one fails: the others' answers are of use. Throws the first
 * failure's code with the words of the first few. What the store or the server itself brings to an end ends it at once.
 */
export async function runBatch({
  plan,
  host,
  server,
  say,
  artifacts,
  isPassing,
}: BatchContext): Promise<BatchEnd> {
  const { bucket, key } = placeOf(plan.to, {
    code: "SLIP-SIDECAR-005",
    expected: "an S3 URI, s3://BUCKET/PREFIX",
  });
  const to = { bucket, prefix: key === "" || key.endsWith("/") ? key : `${key}/` };
  const retry = patiently(isPassing, say);
  const source = { artifacts, host, retry };
  const processing = processRecords(
    plan.processing,
    plan as { contentType: string | undefined; accept: string | undefined },
  );
  const all = await count(dataObjects(plan.data, source));
  await server.untilReady(SERVER_PATIENCE_MS);
  const settings = batchSettings(plan, await server.executionParameters());
  const payload = settings.longest === undefined ? "any length" : `${settings.longest / 2 ** 20} MB`;
  say(
    `Sending ${all.objects} ${all.objects === 1 ? "object" : "objects"}: ${settings.strategy}, ${settings.width} at once, ${payload} a request`,
  );
  const atOnce = Math.min(settings.width, OBJECTS_AT_ONCE, all.objects);
  const tally = new Tally(all, say);
  const context = {
    ...{ plan, settings, server, processing, say, artifacts, retry, isPassing, to },
    slots: new Slots(settings.width),
    alone: new Slots(1),
    window: Math.max(1, Math.ceil((2 * settings.width) / Math.max(2, atOnce))),
    answered: (records: number) => tally.answered(records),
    read: (bytes: number) => tally.read(bytes),
  };
  await inParallel(dataObjects(plan.data, source), Math.max(1, atOnce), async (object) => {
    if (tally.isHopeless) return;
    try {
      const how = await transformObject(object, context);
      tally.ended(how === "done" ? "done" : "passedOver", object);
    } catch (error) {
      const failure = sidecarFailure(error);
      if (!isOfObject(failure)) throw failure;
      say(failureOf(nameOf(object), failure.message));
      tally.failed(object, failure);
    }
  });
  return tally.end();
}

/** What is wrong with an object, or with what the model makes of it, and says nothing of the others. */
const OF_OBJECT: ReadonlySet<string> = new Set([
  "SLIP-BATCH-001",
  "SLIP-BATCH-002",
  "SLIP-BATCH-004",
  "SLIP-BATCH-005",
  "SLIP-BATCH-006",
]);
const isOfObject = ({ code }: SlipwayError): boolean => OF_OBJECT.has(code);

interface All {
  readonly objects: number;
  readonly bytes: number;
}

/** A manifest tells no sizes: its objects count as nothing. */
async function count(objects: AsyncIterable<DataObject>): Promise<All> {
  let [found, bytes] = [0, 0];
  for await (const { size = 0 } of objects) {
    found += 1;
    bytes += size;
  }
  return { objects: found, bytes };
}

/** What went wrong with an object, by its name, which the words may begin with themselves. */
const failureOf = (name: string, words: string): string =>
  words.startsWith(name) ? words : `${name}, ${words}`;

/** Counts what was done, and tells it once a second. */
class Tally {
  readonly #all: All;
  readonly #say: (line: string) => void;
  readonly #startedAt = performance.now();
  readonly #failures: { readonly object: DataObject; readonly error: SlipwayError }[] = [];
  readonly #objects = { done: 0, failed: 0, passedOver: 0 };
  #bytesPassedOver = 0;
  #records = 0;
  #bytes = 0;
  #toldAt = 0;

  constructor(all: All, say: (line: string) => void) {
    this.#all = all;
    this.#say = say;
    this.#tell();
  }

  get isHopeless(): boolean {
    return this.#objects.failed >= HOPELESS && this.#objects.done + this.#objects.passedOver === 0;
  }

  answered(records: number): void {
    this.#records += records;
    this.#tellNowAndThen();
  }

  read(bytes: number): void {
    this.#bytes += bytes;
  }

  ended(how: "done" | "passedOver", { size = 0 }: DataObject): void {
    this.#objects[how] += 1;
    if (how === "passedOver") this.#bytesPassedOver += size;
    this.#tellNowAndThen();
  }

  failed(object: DataObject, error: SlipwayError): void {
    this.#objects.failed += 1;
    if (this.#failures.length < TOLD) this.#failures.push({ object, error });
    this.#tellNowAndThen();
  }

  /** Throws where any object failed. */
  end(): BatchEnd {
    this.#tell();
    const { done, passedOver, failed } = this.#objects;
    const [first] = this.#failures;
    if (first === undefined) return { objects: done, passedOver, records: this.#records };
    const told = this.#failures.map(({ object, error }) => failureOf(nameOf(object), error.message));
    const more = failed > told.length ? [`and ${failed - told.length} more, which the log names`] : [];
    const rest = this.#all.objects - done - passedOver - failed;
    const untried = rest > 0 ? [`${rest} were not tried, since the first ${failed} all failed`] : [];
    throw new SlipwayError(
      first.error.code,
      `${failed} of ${this.#all.objects} ${this.#all.objects === 1 ? "object" : "objects"} failed: ${[...told, ...more, ...untried].join("; ")}`,
      { cause: first.error },
    );
  }

  #tellNowAndThen(): void {
    if (performance.now() - this.#toldAt >= TELL_EVERY_MS) this.#tell();
  }

  #tell(): void {
    this.#toldAt = performance.now();
    const of = Math.max(0, this.#all.bytes - this.#bytesPassedOver);
    this.#say(
      batchProgressText({
        objects: { ...this.#objects, of: this.#all.objects },
        records: this.#records,
        bytes: { done: this.#bytes, of: Math.max(of, this.#bytes) },
        seconds: (this.#toldAt - this.#startedAt) / 1_000,
      }),
    );
  }
}
