import { defined } from "@slipway/model";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { groupArn, type LogGroup, type NamedStream } from "./log-group.ts";
import { needGroup } from "./log-groups.ts";
import { invalidParameter } from "./logs-error.ts";

const PAGE = 50;

/** DescribeLogStreams: the streams of a group with their first and last event. */
export async function describeLogStreams(input: Members, call: LedgerCall): Promise<Members> {
  const { logStreamNamePrefix: prefix, orderBy = "LogStreamName", nextToken } = input;
  if (prefix !== undefined && orderBy === "LastEventTime")
    throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
  const group = await needGroup(call, input);
  const page = await group.streams({
    prefix: String(prefix ?? ""),
    orderBy: orderBy === "LastEventTime" ? "LastEventTime" : "LogStreamName",
    descending: input["descending"] === true,
    limit: Number(input["limit"] ?? PAGE),
    ...(nextToken === undefined ? {} : { after: String(nextToken) }),
  });
  const logStreams = await Promise.all(page.streams.map((stream) => told(stream, { group, call })));
  return { logStreams, ...defined({ nextToken: page.next }) };
}

async function told(
  { name, stream, createdAt }: NamedStream,
  { group, call }: { readonly group: LogGroup; readonly call: LedgerCall },
): Promise<Members> {
  const { ledger, identity } = call;
  const length = await ledger.logLength(stream);
  const lineAt = async (index: number): Promise<number | undefined> =>
    (await ledger.readLog(stream, { from: Math.max(0, index), limit: 1 })).lines[0]?.at.getTime();
  const [first, last] = await Promise.all([lineAt(0), lineAt(length - 1)]);
  return {
    logStreamName: name,
    creationTime: createdAt.getTime(),
    arn: `${groupArn(identity, group.name)}:log-stream:${name}`,
    // AWS's own value, which says nothing: it is kept for clients of before.
    storedBytes: 0,
    ...defined({ firstEventTimestamp: first, lastEventTimestamp: last, lastIngestionTime: last }),
  };
}
