import { defined, type Key, keyOf, objectName, type Resource } from "@slipway/model";
import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import type { Subject } from "#ledger/ledger.ts";
import type { Cached, Index, Place } from "#store/cache.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { type AwsKind, awsKind } from "../objects/aws-kind.ts";
import { findObject } from "../objects/find-object.ts";
import { creationMillis, kindIndexes, listed } from "../objects/kind-indexes.ts";
import { jobStreams } from "./job-streams.ts";
import type { LogGroup, NamedStream, StreamsAsked } from "./log-group.ts";
import { invalidParameter } from "./logs-error.ts";
import { pageOfStreams } from "./page-of-streams.ts";

/** A kind of jobs, whose logs are a group of CloudWatch's. */
export interface JobLogs {
  /** As AWS calls the group. */
  readonly group: string;
  readonly jobs: AwsKind;
  /** In the order of the streams' names, in which a slash follows the job's. */
  readonly byStream: Index<Resource>;
}

/** The logs of jobs of a kind; made once, since an index is known by its identity. */
export function jobLogs(group: string, facts: AwsKindFacts): JobLogs {
  const jobs = awsKind(facts);
  const byStream: Index<Resource> = {
    name: "log streams by name",
    values: (job) => (jobs.nameOf(job) === "" ? [] : [job.metadata.namespace ?? ""]),
    rank: (job) => `${jobs.nameOf(job)}/`,
  };
  return { group, jobs, byStream };
}

/** Jobs that one page looks at: those that have not begun have no streams. */
const MOST_LOOKED_AT = 200;

/** The log group of the namespace's jobs of a kind; undefined before its first one. */
export async function jobsGroup(logs: JobLogs, given: LedgerCall): Promise<LogGroup | undefined> {
  const call: JobsCall = { ...given, ...logs };
  const { kind } = logs.jobs;
  // The door's own copies answer, so that the caller's right to list is asked for first.
  await call.store.list(kind, { namespace: call.namespace }, { limit: 1 });
  const all = await call.cache.of(kind);
  const [oldest] = all.by(kindIndexes(call.jobs).CreationTime, listed.all(call.namespace), { limit: 1 });
  if (oldest === undefined && !(await wereJobs(call))) return undefined;
  return {
    name: logs.group,
    createdAt: new Date(oldest === undefined ? call.now : creationMillis(oldest)),
    streams: (asked) => streams(call, all, asked),
    find: (name) => findStream(call, name),
  };
}

/** A call about the jobs of a kind. */
type JobsCall = LedgerCall & JobLogs;

async function wereJobs({ ledger, namespace, jobs }: JobsCall): Promise<boolean> {
  const { subjects } = await ledger.subjects({ where: { namespace, kind: jobs.kind.kind }, limit: 1 });
  return subjects.length > 0;
}

async function findStream(call: JobsCall, name: string): Promise<NamedStream | undefined> {
  const job = /^(.+)\/algo-\d+-\d+$/.exec(name)?.[1];
  if (job === undefined) return undefined;
  return (await streamsOf(call, job)).find((stream) => stream.name === name);
}

/** The streams of the job of that AWS name, also where it is gone. */
async function streamsOf(call: JobsCall, name: string): Promise<readonly NamedStream[]> {
  const job = await findObject(call.jobs, name, call);
  if (job !== undefined) return streamsOfJob(call, job);
  const where = { namespace: call.namespace, kind: call.jobs.kind.kind, name: objectName(name) };
  const { subjects } = await call.ledger.subjects({ where, limit: 1 });
  const [subject] = subjects;
  return subject === undefined ? [] : jobStreams(call.ledger, { name, subject });
}

function streamsOfJob(call: JobsCall, job: Resource): Promise<readonly NamedStream[]> {
  const { namespace = "", name, uid = "" } = job.metadata;
  const subject: Subject = { namespace, kind: call.jobs.kind.kind, name, uid };
  return jobStreams(call.ledger, { name: call.jobs.nameOf(job), subject, job });
}

type Page = Awaited<ReturnType<LogGroup["streams"]>>;

function streams(call: JobsCall, all: Cached<Resource>, asked: StreamsAsked): Promise<Page> {
  const slash = asked.prefix.indexOf("/");
  if (slash < 0) return streamsOfAll(call, all, asked);
  return streamsOfOne(call, asked.prefix.slice(0, slash), asked);
}

async function streamsOfOne(call: JobsCall, job: string, asked: StreamsAsked): Promise<Page> {
  return pageOfStreams(await streamsOf(call, job), asked);
}

async function streamsOfAll(call: JobsCall, all: Cached<Resource>, asked: StreamsAsked): Promise<Page> {
  const index = asked.orderBy === "LogStreamName" ? call.byStream : kindIndexes(call.jobs).CreationTime;
  const { descending, limit, prefix } = asked;
  const found: NamedStream[] = [];
  let { after, given } = asked.after === undefined ? beginning(asked) : placeIn(asked.after);
  const jobs = all.by(index, call.namespace, { descending, limit: MOST_LOOKED_AT, ...defined({ after }) });
  for (const job of jobs) {
    const ofJob = call.jobs.nameOf(job).startsWith(prefix) ? await streamsOfJob(call, job) : [];
    if (asked.orderBy === "LogStreamName" && isPast(call.jobs.nameOf(job), asked)) return { streams: found };
    const rest = (descending ? ofJob.toReversed() : ofJob).slice(given);
    const taken = rest.slice(0, limit - found.length);
    found.push(...taken);
    if (taken.length < rest.length)
      return { streams: found, next: tokenOf({ after, given: given + taken.length }) };
    after = { rank: index.rank?.(job) ?? "", key: keyOf(job) };
    given = 0;
  }
  return jobs.length < MOST_LOOKED_AT
    ? { streams: found }
    : { streams: found, next: tokenOf({ after, given }) };
}

/** Behind which job a page begins, and how many streams of the next one were given before. */
interface PageBegin {
  readonly after: Place | undefined;
  readonly given: number;
}

/** In the order of names those that begin with the prefix stand together. */
function beginning({ orderBy, descending, prefix }: StreamsAsked): PageBegin {
  if (orderBy !== "LogStreamName" || prefix === "") return { after: undefined, given: 0 };
  return { after: { rank: descending ? `${prefix}\uffff` : prefix }, given: 0 };
}

function isPast(name: string, { prefix, descending }: StreamsAsked): boolean {
  if (name.startsWith(prefix)) return false;
  return descending ? name < prefix : name > prefix;
}

function tokenOf({ after, given }: PageBegin): string {
  return Buffer.from(JSON.stringify([after?.rank, after?.key, given])).toString("base64url");
}

function placeIn(token: string): PageBegin {
  try {
    const [rank, key, given] = JSON.parse(Buffer.from(token, "base64url").toString()) as readonly unknown[];
    if (!Number.isSafeInteger(given) || Number(given) < 0) throw new Error("no number");
    if (rank === null) return { after: undefined, given: Number(given) };
    if (typeof rank !== "string") throw new Error("no rank");
    if (key === null) return { after: { rank }, given: Number(given) };
    if (!/^[^/]*\/[^/]*$/.test(String(key))) throw new Error("no key");
    return { after: { rank, key: String(key) as Key }, given: Number(given) };
  } catch {
    throw invalidParameter("The specified nextToken is invalid.");
  }
}
