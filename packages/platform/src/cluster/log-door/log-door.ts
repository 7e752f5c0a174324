import type { IncomingMessage, ServerResponse } from "node:http";
import { SlipwayError } from "@slipway/model";
import { KEPT_LOGS } from "@slipway/model/kubernetes/kept-logs.ts";
import { podKind } from "@slipway/model/kubernetes/workloads.ts";
import { copyLines } from "#ledger/copy-lines.ts";
import { keptRecords, type RecordsAsked, recordsAsked } from "#ledger/kept-records.ts";
import { keptStream } from "#ledger/kept-stream.ts";
import type { Ledger, LogStream } from "#ledger/ledger.ts";
import { logOptions } from "#ledger/log-options.ts";
import { untilQuiet } from "#ledger/until-quiet.ts";
import type { Clock } from "#lib/clock.ts";
import { OpenStreams } from "#lib/http/open-streams.ts";
import { TextStream } from "#lib/http/text-stream.ts";
import type { Log } from "#lib/log.ts";
import type { Store } from "#store/store.ts";
import { refuse } from "./refuse.ts";
import type { Reviews } from "./reviews.ts";

export interface LogDoorOptions {
  readonly ledger: Ledger;
  readonly store: Pick<Store, "get">;
  readonly reviews: Reviews;
  readonly clock: Clock;
  readonly log: Log;
  /** How many answers may be under way at once; further callers are told to come again. */
  readonly most?: number;
  /** The same for one namespace, so that its users leave room for those of others. */
  readonly mostOfNamespace?: number;
}

export interface LogDoor {
  handler(request: IncomingMessage, response: ServerResponse): void;
  /** Resolves when every answer has ended. */
  close(): Promise<void>;
}

const MOST = 128;
const MOST_OF_NAMESPACE = 48;
/** A reader that takes nothing for this long is dropped. */
const STALL_MS = 60_000;
const NAME = "[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?";
const PATH = new RegExp(`^/v1/namespaces/(${NAME})/pods/(${NAME})/log$`);

/**
 * `GET /v1/namespaces/NAMESPACE/pods/POD/log`: the log of a pod that may be gone, as text, with the parameters and in the words of
 * the API server's own `pods/log`. What is kept of an object, by the paths of `keptRecordsPath`, may be read by whoever may read all
 * logs of its namespace, which it is made of. Who asks and what they may read, the API server says.
 */
export function createLogDoor(options: LogDoorOptions): LogDoor {
  const streams = new OpenStreams();
  const reading = new Map<string, number>();
  let busy = 0;
  const guarded = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (busy >= (options.most ?? MOST)) {
      refuse(response, tooMany());
      return;
    }
    busy += 1;
    try {
      await answer({ ...options, streams, reading }, request, response);
    } catch (error) {
      if (!(error instanceof SlipwayError)) options.log.error("a log request failed", { error });
      refuse(response, error);
    } finally {
      busy -= 1;
    }
  };
  return {
    handler: (request, response) => void guarded(request, response),
    close: () => streams.close(),
  };
}

const tooMany = () => new SlipwayError("SLIP-CLIENT-006", "too many logs are read at once; try again");

interface OpenDoor extends LogDoorOptions {
  readonly streams: OpenStreams;
  /** Answers under way, by namespace. */
  readonly reading: Map<string, number>;
}

async function answer(door: OpenDoor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://door");
  const [, namespace, pod] = PATH.exec(url.pathname) ?? [];
  const records = recordsAsked(url.pathname);
  if (request.method === "GET" && records !== undefined) {
    await door.reviews.mayRead(tokenOf(request), { namespace: records.namespace });
    const answered = () => answerRecords(door, { records, url }, response);
    return inTurn(door, records.namespace, answered);
  }
  if (namespace === undefined || pod === undefined || request.method !== "GET")
    throw new SlipwayError("SLIP-API-009", "the server could not find the requested resource");
  await door.reviews.mayRead(tokenOf(request), { namespace, pod });
  await inTurn(door, namespace, () => answerLog(door, { namespace, pod, url }, response));
}

/** Throws where the namespace has as many answers under way as it may. */
async function inTurn(door: OpenDoor, namespace: string, work: () => Promise<void>): Promise<void> {
  const others = door.reading.get(namespace) ?? 0;
  if (others >= (door.mostOfNamespace ?? MOST_OF_NAMESPACE)) throw tooMany();
  door.reading.set(namespace, others + 1);
  try {
    await work();
  } finally {
    const left = (door.reading.get(namespace) ?? 1) - 1;
    if (left > 0) door.reading.set(namespace, left);
    else door.reading.delete(namespace);
  }
}

async function answerRecords(
  door: OpenDoor,
  { records, url }: { readonly records: RecordsAsked; readonly url: URL },
  response: ServerResponse,
): Promise<void> {
  const found = await keptRecords(door.ledger, records, url.searchParams);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(`${JSON.stringify(found)}\n`);
}

async function answerLog(
  door: OpenDoor,
  { namespace, pod, url }: { readonly namespace: string; readonly pod: string; readonly url: URL },
  response: ServerResponse,
): Promise<void> {
  const options = logOptions(url.searchParams, door.clock.now());
  const uid = url.searchParams.get("uid") ?? "";
  const which = { namespace, pod, ...(uid === "" ? {} : { uid }) };
  const stream = await keptStream(door.ledger, which, options.container);
  const target = new TextStream(response, {
    contentType: "text/plain",
    clock: door.clock,
    stallMs: STALL_MS,
  });
  await door.streams.run(target, async () => {
    try {
      await copied(door, { stream, target, options });
      await target.end();
    } catch (error) {
      door.log.error("a log could not be read to its end", { pod, error });
      target.cut();
    }
  });
}

/** What is on its way into the ledger still belongs to the log of a pod that is gone, whether it is followed or not. */
async function copied(
  door: LogDoorOptions,
  of: {
    readonly stream: LogStream;
    readonly target: TextStream;
    readonly options: ReturnType<typeof logOptions>;
  },
): Promise<void> {
  const { stream, options } = of;
  const gone = async () => {
    const pod = await door.store.get(podKind, `${stream.namespace}/${stream.pod}`);
    return pod === undefined || pod.metadata.uid !== stream.uid;
  };
  const follow = options.follow || (await gone());
  if (!follow) return copyLines(door.ledger, stream, of);
  const quiet = untilQuiet({ clock: door.clock, over: gone, target: of.target });
  try {
    await copyLines(door.ledger, stream, { target: quiet, options: { ...options, follow } });
  } finally {
    quiet.done();
  }
}

function tokenOf({ headers }: IncomingMessage): string {
  const token = headers[KEPT_LOGS.header];
  if (typeof token === "string" && token !== "") return token;
  throw new SlipwayError("SLIP-API-005", "Unauthorized");
}
