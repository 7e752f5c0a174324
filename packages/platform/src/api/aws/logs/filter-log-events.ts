import { setImmediate } from "node:timers/promises";
import type { StoredLogLine } from "#ledger/ledger.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { filterPattern } from "./filter/filter-pattern.ts";
import { type SearchPlace, searchPlace, searchToken } from "./filter-token.ts";
import type { LogGroup, NamedStream } from "./log-group.ts";
import { needGroup } from "./log-groups.ts";
import { invalidParameter, noLogStream } from "./logs-error.ts";
import { mergedLines, StreamCursor } from "./merged-lines.ts";
import { firstIndexAt, sizeOf } from "./stream-lines.ts";

/** AWS's own bounds of a page. */
const MOST_EVENTS = 10_000;
const PAGE_BYTES = 1024 * 1024;
/** What one call looks at: the rest is behind its token, also where nothing matched. */
const MOST_LOOKED_AT = 20_000;
/** The same in time that the pattern takes, which may be long for each line. */
const MOST_MS = 1_000;
/** What it takes before others have their turn. */
const TURN_MS = 20;
/** Streams that are searched together, in the order of time; more come after them. */
const AT_ONCE = 20;
/** Of names that are given. */
const MOST_NAMED = 100;

/**
 * FilterLogEvents: the events that match a pattern, oldest first among the streams that are searched together. What a call looks at is
 * bounded: a page may have no event and still a token.
 */
export async function filterLogEvents(input: Members, call: LedgerCall): Promise<Members> {
  const { logStreamNames: names, logStreamNamePrefix: prefix, nextToken } = input;
  if (names !== undefined && prefix !== undefined)
    throw invalidParameter("logStreamNames and logStreamNamePrefix cannot both be given.");
  const matches = filterPattern(String(input["filterPattern"] ?? ""));
  const group = await needGroup(call, input);
  const search = new Search(call, { group, input, matches });
  let place: SearchPlace | undefined =
    nextToken === undefined ? await search.beginning() : searchPlace(String(nextToken), MOST_NAMED);
  while (place !== undefined) {
    place = await search.go(place);
    if (search.isFull) break;
  }
  return {
    events: search.events,
    searchedLogStreams: [],
    ...(place === undefined ? {} : { nextToken: searchToken(place) }),
  };
}

class Search {
  readonly #call: LedgerCall;
  readonly #group: LogGroup;
  readonly #input: Members;
  readonly #matches: (message: string) => boolean;
  readonly #limit: number;
  readonly events: Members[] = [];
  #bytes = 0;
  #looked = 0;
  #spentMs = 0;
  #turnMs = 0;

  constructor(
    call: LedgerCall,
    of: { readonly group: LogGroup; readonly input: Members; readonly matches: (message: string) => boolean },
  ) {
    this.#call = call;
    this.#group = of.group;
    this.#input = of.input;
    this.#matches = of.matches;
    this.#limit = Number(of.input["limit"] ?? MOST_EVENTS);
  }

  get isFull(): boolean {
    const looked = this.#looked >= MOST_LOOKED_AT || this.#spentMs >= MOST_MS;
    return looked || this.events.length >= this.#limit || this.#bytes >= PAGE_BYTES;
  }

  async beginning(): Promise<SearchPlace | undefined> {
    const { logStreamNames: names } = this.#input;
    if (!Array.isArray(names)) return this.#following();
    const found = await Promise.all([...new Set(names)].map((name) => this.#group.find(String(name))));
    if (found.includes(undefined)) throw noLogStream();
    return { streams: await this.#begun(found.filter((one) => one !== undefined)) };
  }

  /** Searches on; returns where to go on, undefined at the end. */
  async go({ streams, after }: SearchPlace): Promise<SearchPlace | undefined> {
    const cursors = await this.#cursors(streams);
    for await (const { cursor, line } of mergedLines(cursors)) {
      if (this.isFull) {
        const left = cursors.map(({ named, next }) => [named.name, next] as const);
        return { streams: left, ...(after === undefined ? {} : { after }) };
      }
      this.#look(cursor.named, line);
      await this.#turn();
    }
    return after === undefined ? undefined : this.#following(after);
  }

  async #turn(): Promise<void> {
    if (this.#turnMs < TURN_MS) return;
    this.#turnMs = 0;
    await setImmediate();
  }

  #matchesLine({ text }: StoredLogLine): boolean {
    const begun = performance.now();
    const matches = this.#matches(text);
    const took = performance.now() - begun;
    this.#spentMs += took;
    this.#turnMs += took;
    return matches;
  }

  #look({ name }: NamedStream, line: StoredLogLine): void {
    this.#looked += 1;
    if (!this.#matchesLine(line)) return;
    this.#bytes += sizeOf(line);
    const at = line.at.getTime();
    this.events.push({
      logStreamName: name,
      timestamp: at,
      message: line.text,
      ingestionTime: at,
      eventId: eventId(line),
    });
  }

  /** The next streams of the group, from their beginning. */
  async #following(after?: string): Promise<SearchPlace | undefined> {
    const { streams, next } = await this.#group.streams({
      prefix: String(this.#input["logStreamNamePrefix"] ?? ""),
      orderBy: "LogStreamName",
      descending: false,
      limit: AT_ONCE,
      ...(after === undefined ? {} : { after }),
    });
    // So that groups of many jobs that left no line come to an end as well, some at a call.
    this.#looked += AT_ONCE;
    if (streams.length === 0 && next === undefined) return undefined;
    return { streams: await this.#begun(streams), ...(next === undefined ? {} : { after: next }) };
  }

  #begun(streams: readonly NamedStream[]): Promise<readonly (readonly [string, number])[]> {
    const { ledger } = this.#call;
    const { startTime } = this.#input;
    return Promise.all(
      streams.map(async ({ name, stream }) => {
        if (startTime === undefined) return [name, 0] as const;
        const length = await ledger.logLength(stream);
        return [name, await firstIndexAt(ledger, stream, { at: Number(startTime), length })] as const;
      }),
    );
  }

  /** Streams that are gone meanwhile have nothing more. */
  async #cursors(streams: SearchPlace["streams"]): Promise<readonly StreamCursor[]> {
    const until = Number(this.#input["endTime"] ?? Number.POSITIVE_INFINITY);
    const found = await Promise.all(
      streams.map(async ([name, next]) => {
        const named = await this.#group.find(name);
        return named === undefined ? [] : [new StreamCursor(this.#call.ledger, { named, next, until })];
      }),
    );
    return found.flat();
  }
}

/** 56 digits, as AWS's; the same event has the same at every call. */
function eventId({ at, index }: StoredLogLine): string {
  return `${String(at.getTime()).padStart(20, "0")}${String(index).padStart(36, "0")}`;
}
