import { childName, defined } from "@slipway/model";
import { LRUCache } from "lru-cache";
import type { Ledger, LogLine, LogStream } from "#ledger/ledger.ts";
import type { RunRef } from "../runs.ts";
import type { AwsCalls, Members } from "./aws-calls.ts";
import { isMissing } from "./aws-error.ts";

/** As the pods runtime names the program's container. */
const CONTAINER = "algorithm";
/** Pages of a stream in one go (1 MB each at most); what is left waits for the next. */
const PAGES = 20;
const MOST_STREAMS = 200;
/** The ledger takes lines of 64 KiB. */
const LONGEST_LINE = 64 * 1024;
const READ_BACK = 500;

/** Where reading a stream of AWS's goes on: a token is good for the question it was given for. */
interface Position {
  readonly token: string | undefined;
  readonly startTime: number | undefined;
}

/** Where AWS has a job's log: in its group, in the streams below its name. */
export interface JobLog {
  readonly name: string;
  readonly group: string;
  readonly calls: AwsCalls;
}

/** What brings a job's log from CloudWatch into the ledger, where it outlives AWS's retention. */
export class LogShipper {
  readonly #ledger: Ledger;
  /** Only a help: without it the ledger's last lines say where to go on. */
  readonly #positions = new LRUCache<string, Position>({ max: 1_000 });

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Ships what is new; answers whether that was all, and the streams that have lines. */
  async ship(
    run: RunRef,
    job: JobLog,
  ): Promise<{ readonly all: boolean; readonly streams: readonly LogStream[] }> {
    const streams: LogStream[] = [];
    let all = true;
    for (const name of await streamNames(job)) {
      const stream = streamOf(run, name.slice(job.name.length + 1));
      all = (await this.#shipStream(name, stream, job)) && all;
      if ((await this.#ledger.logLength(stream)) > 0) streams.push(stream);
    }
    return { all, streams };
  }

  async close(streams: readonly LogStream[]): Promise<void> {
    for (const stream of streams) await this.#ledger.closeLog(stream);
  }

  async #shipStream(name: string, stream: LogStream, job: JobLog): Promise<boolean> {
    const length = await this.#ledger.logLength(stream);
    if ((await this.#ledger.readLog(stream, { from: length, limit: 1 })).closed) return true;
    const key = `${stream.namespace}/${stream.pod}/${stream.uid}`;
    let { position, skip } = await this.#begin(key, stream, length);
    let next = length;
    for (let pages = 0; pages < PAGES; pages++) {
      const { lines, token } = await readPage(job, name, position);
      const fresh = lines.slice(skip);
      skip = Math.max(0, skip - lines.length);
      if (fresh.length > 0) await this.#ledger.appendLog(stream, next, fresh);
      next += fresh.length;
      const atEnd = token === position.token;
      position = { ...position, token };
      if (!atEnd) continue;
      this.#positions.set(key, position);
      return true;
    }
    // What still has to be skipped only the ledger's last lines tell.
    if (skip === 0) this.#positions.set(key, position);
    return false;
  }

  /** A position is used up as it is taken: whatever fails after may have stored lines, and then the ledger has to say. */
  async #begin(
    key: string,
    stream: LogStream,
    length: number,
  ): Promise<{ readonly position: Position; readonly skip: number }> {
    const known = this.#positions.get(key);
    this.#positions.delete(key);
    if (known !== undefined) return { position: known, skip: 0 };
    const since = await this.#since(stream, length);
    return { position: { token: undefined, startTime: since?.at }, skip: since?.seen ?? 0 };
  }

  /** The instant of the last stored line and how many lines of that instant are stored: AWS tells them in order. */
  async #since(
    stream: LogStream,
    length: number,
  ): Promise<{ readonly at: number; readonly seen: number } | undefined> {
    let at: number | undefined;
    let seen = 0;
    for (let end = length; end > 0; ) {
      const from = Math.max(0, end - READ_BACK);
      const lines = await this.#read(stream, from, end);
      for (const line of lines.toReversed()) {
        at ??= line.at.getTime();
        if (line.at.getTime() !== at) return { at, seen };
        seen += 1;
      }
      if (lines.length < end - from) break;
      end = from;
    }
    return at === undefined ? undefined : { at, seen };
  }

  /** A page may hold fewer lines than asked for, where they are long. */
  async #read(stream: LogStream, from: number, end: number): Promise<readonly LogLine[]> {
    const read: LogLine[] = [];
    for (let next = from; next < end; ) {
      const { lines } = await this.#ledger.readLog(stream, { from: next, limit: end - next });
      const last = lines.at(-1);
      if (last === undefined) break;
      read.push(...lines.filter(({ index }) => index < end));
      next = last.index + 1;
    }
    return read;
  }
}

/** The stream in the ledger: AWS's name of it is `JOB/algo-N-TIME`. */
export function streamOf(run: RunRef, suffix: string): LogStream {
  const safe = suffix.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  return {
    namespace: run.namespace,
    pod: childName(run.name, safe),
    uid: run.owner.metadata.uid ?? "",
    container: CONTAINER,
  };
}

/** In the order of their names: of one host the earlier comes first. Before the first line there is not even the group. */
async function streamNames({ calls, group, name }: JobLog): Promise<readonly string[]> {
  const names: string[] = [];
  let nextToken: unknown;
  do {
    const answer: Members = await calls
      .call("DescribeLogStreams", {
        logGroupName: group,
        logStreamNamePrefix: `${name}/`,
        ...defined({ nextToken }),
      })
      .catch((error: unknown) => {
        if (isMissing(error)) return {};
        throw error;
      });
    const page = (answer["logStreams"] as readonly { readonly logStreamName?: string }[] | undefined) ?? [];
    for (const { logStreamName } of page) if (logStreamName !== undefined) names.push(logStreamName);
    nextToken = answer["nextToken"];
  } while (nextToken !== undefined && nextToken !== null && names.length < MOST_STREAMS);
  return names.sort();
}

/** At a stream's end AWS gives the token back that it was asked with. */
async function readPage(
  { calls, group }: JobLog,
  logStreamName: string,
  { token, startTime }: Position,
): Promise<{ readonly lines: readonly LogLine[]; readonly token: string | undefined }> {
  const answer = await calls.call("GetLogEvents", {
    logGroupName: group,
    logStreamName,
    startFromHead: true,
    ...defined({ startTime, nextToken: token }),
  });
  return { lines: linesOf(answer), token: answer["nextForwardToken"] as string | undefined };
}

function linesOf(answer: Members): readonly LogLine[] {
  const events =
    (answer["events"] as readonly { readonly timestamp?: number; readonly message?: string }[] | undefined) ??
    [];
  return events.flatMap(({ timestamp = 0, message = "" }) =>
    message
      .replace(/\r?\n$/, "")
      .split(/\r?\n/)
      .flatMap(pieces)
      .map((text) => ({ at: new Date(timestamp), text })),
  );
}

/** A character is at most four bytes long. */
function pieces(line: string): readonly string[] {
  if (Buffer.byteLength(line) <= LONGEST_LINE) return [line];
  const parts: string[] = [];
  for (let at = 0; at < line.length; at += LONGEST_LINE / 4)
    parts.push(line.slice(at, at + LONGEST_LINE / 4));
  return parts;
}
