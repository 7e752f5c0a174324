import type { IncomingHttpHeaders } from "node:http";
import type { Caller } from "@slipway/model";
import type { ApiServer, Target } from "#embedded/apiserver/api-server.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { OpenStreams } from "#lib/http/open-streams.ts";
import type { TextStream } from "#lib/http/text-stream.ts";
import type { Log } from "#lib/log.ts";
import type { Answer } from "./answers/send.ts";
import type { WatchLines } from "./answers/watch-lines.ts";
import type { Accepted } from "./requests/accept.ts";

/** What the door stands on. */
export interface DoorParts {
  readonly server: ApiServer;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  /** Slipway's own version, shown as the build of the Kubernetes version we keep to. */
  readonly version: string;
  readonly streams: OpenStreams;
  readonly lines: WatchLines;
}

/** One request for objects, read and authenticated. */
export interface Call {
  readonly door: DoorParts;
  readonly caller: Caller;
  readonly target: Target;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | undefined;
  readonly accepted: Accepted;
  /** Takes over the socket; after it a verb answers nothing. */
  stream(contentType: string): TextStream;
}

/** Undefined when the verb wrote a stream itself. */
export type Verb = (call: Call) => Promise<Answer | undefined>;
