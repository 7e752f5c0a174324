import type { AwsIdentity } from "@slipway/model";
import type { LogStream } from "#ledger/ledger.ts";

/** A stream as AWS names it, and where its lines are. */
export interface NamedStream {
  readonly name: string;
  readonly stream: LogStream;
  readonly createdAt: Date;
}

export interface StreamsAsked {
  readonly prefix: string;
  readonly orderBy: "LogStreamName" | "LastEventTime";
  readonly descending: boolean;
  /** At least 1. */
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

/** A log group, which stands for what wrote logs in the caller's namespace. */
export interface LogGroup {
  readonly name: string;
  readonly createdAt: Date;
  /**
   * A page of the streams that have lines, fewer where much had to be looked at that has none; `next` where there may be more. By
   * LastEventTime they stand in the order in which what writes them was created.
   */
  streams(asked: StreamsAsked): Promise<{ readonly streams: readonly NamedStream[]; readonly next?: string }>;
  /** Undefined for a name that no stream has. */
  find(name: string): Promise<NamedStream | undefined>;
}

export function groupArn({ region, accountId }: AwsIdentity, name: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
}
