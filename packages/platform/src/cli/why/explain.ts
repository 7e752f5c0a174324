import { type Condition, isNotFound, isSlipwayError, type Kind, type Resource } from "@slipway/model";
import { type ObjectState, stateOf } from "@slipway/model/kinds/object-state.ts";
import type { ContainerStatus, Event, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { type PodLogLine, podsOf } from "@slipway/sdk";
import { isFlowRun } from "../flow/read-steps.ts";
import { briefly } from "../objects/briefly.ts";
import { eventsOf } from "../objects/events-of.ts";
import { failureWords } from "../objects/failure-words.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import { locate, type Reference } from "../objects/references.ts";
import type { Session } from "../session/session.ts";
import { causesOfRun, type RunCauses } from "./explain-run.ts";
import { scalingOf } from "./explain-scaling.ts";

/** Why an object is as it is, from the nearest cause to the farthest. */
export interface Explanation {
  readonly state: ObjectState["state"];
  readonly word: string;
  readonly sentence: string;
  /** Further causes: unmet conditions, what holds up or ended the pods. */
  readonly causes: readonly string[];
  readonly events: readonly { readonly at: string; readonly reason: string; readonly message: string }[];
  /** The trace of a failure, line by line, where the log does not have it. */
  readonly trace: readonly string[];
  /** Of a run of a pipeline, the step whose log is shown. */
  readonly step?: string;
  /** The last lines the program wrote, where they may tell something; a trace is among them whole. */
  readonly logs: readonly string[];
}

const podKind: Kind<Pod> = { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true };
const EVENTS = 5;
const LOG_LINES = 10;
/** Of a trace, which is shown whole. */
const TRACE_LINES = 200;

export async function explain(session: Session, reference: Reference): Promise<Explanation> {
  const { kubernetes } = await session.client();
  const object = await kubernetes.get<Resource>(reference.kind, await locate(session, reference));
  const { state, word, sentence } = stateOf(kindsOf(session), object);
  const run = isFlowRun(object) ? await causesOfRun(session, object) : undefined;
  const pods = await podsFor(session, object, run?.pods);
  const events = await eventsOf(session, object);
  const causes = [
    ...(run?.causes ?? []),
    ...(await scalingOf(session, object)),
    ...unmetConditions(object),
    ...failureOf(object),
    ...unscheduledCauses(pods),
    ...pods.flatMap(podCauses),
  ];
  const { head, trace } = failureWords(sentence);
  // What a run says of its first failure is told with the step that it is of.
  const said = run === undefined ? head.replace(BLAME, "") : "";
  const rest = (text: string) => withoutRepeat(text, said);
  const logs = state === "done" ? [] : await logsFor(session, reference, run);
  return {
    state,
    word,
    sentence: briefly(head) || plainSentence(object, state),
    causes: [...new Set(causes.map(rest))].filter((cause) => cause !== ""),
    events: events
      .filter(isTelling(state))
      .slice(-EVENTS)
      .map(toLine)
      .map((event) => ({ ...event, message: rest(event.message) })),
    trace: trace === "" || hasEnd(logs, trace) ? [] : trace.split("\n"),
    ...(run?.log === undefined ? {} : { step: run.log.step }),
    logs,
  };
}

/** What is told first is not told again by whoever passed it on, with its trace or without. */
function withoutRepeat(text: string, head: string): string {
  const at = head === "" ? -1 : text.indexOf(head);
  return at < 0 ? text : text.slice(0, at).replace(REPEATED, "");
}

/** In SageMaker's words, before those of the program or of the machinery. */
const BLAME = /^[A-Z]\w+Error: /;

/** What leads from words of one's own to those of another. */
const REPEATED = /(?:: |^)?(?:[A-Z]\w+Error: )?(?:SLIP-[A-Z]+-\d+: )?$/;

/** The log tells a trace with the paths of the machine; its last line is the same. */
function hasEnd(logs: readonly string[], trace: string): boolean {
  const last = trace.slice(trace.lastIndexOf("\n") + 1).trim();
  return logs.some((line) => line.trim() === last);
}

async function podsFor(
  session: Session,
  object: Resource,
  named: readonly string[] = podsOf(object),
): Promise<readonly Pod[]> {
  const { kubernetes } = await session.client();
  const found = await Promise.all(
    named.map((name) => kubernetes.find(podKind, { name, namespace: object.metadata.namespace })),
  );
  return found.filter((pod) => pod !== undefined);
}

/** Reasons of conditions that say no more than that the object is on its way, as its state does. */
const ON_THEIR_WAY: ReadonlySet<string> = new Set([
  ...["Pending", "Downloading", "Running", "Uploading", "Reading", "Stopping"],
  ...["InProgress", "Creating", "Updating"],
]);

function unmetConditions(object: Resource): readonly string[] {
  const { conditions = [] } = (object.status ?? {}) as { readonly conditions?: readonly Condition[] };
  return conditions
    .filter(({ type, status }) => (type === "ACK.Terminal" ? status === "True" : status === "False"))
    .filter(({ type, message }) => message !== undefined && message !== "" && type !== "Ready")
    .filter(({ reason = "" }) => !ON_THEIR_WAY.has(reason))
    .map(({ type, message }) => `${type}: ${message}`);
}

function failureOf(object: Resource): readonly string[] {
  const { slipway } = (object.status ?? {}) as {
    readonly slipway?: {
      readonly failure?: { readonly class: string; readonly message: string; readonly exitCode?: number };
    };
  };
  const { failure } = slipway ?? {};
  if (failure === undefined) return [];
  const exit = failure.exitCode === undefined ? "" : `, exit code ${failure.exitCode}`;
  return [`failure class ${failure.class}${exit}: ${failure.message}`];
}

function podCauses(pod: Pod): readonly string[] {
  const { name } = pod.metadata;
  const { status } = pod;
  const of: readonly ContainerStatus[] = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ];
  const isOver = status?.phase === "Failed" || status?.phase === "Succeeded";
  return of.flatMap((container) => containerCauses(name, container, isOver));
}

/** Pods that wait for machines, those that wait for the same together. */
function unscheduledCauses(pods: readonly Pod[]): readonly string[] {
  const byMessage = new Map<string, string[]>();
  for (const { metadata, status } of pods)
    for (const { type, status: is, message = "no reason is given" } of status?.conditions ?? [])
      if (type === "PodScheduled" && is === "False")
        byMessage.set(message, [...(byMessage.get(message) ?? []), metadata.name]);
  return [...byMessage].map(([message, [first, ...others]]) => {
    const more = others.length === 0 ? "" : ` and ${others.length} more of it`;
    return `pod ${first}${more} ${more === "" ? "has" : "have"} no machine yet: ${briefly(message)}`;
  });
}

function containerCauses(
  pod: string,
  { name, state, restartCount }: ContainerStatus,
  isOver: boolean,
): readonly string[] {
  const waiting = isOver ? undefined : state?.waiting;
  const ended = state?.terminated;
  if (
    waiting?.reason !== undefined &&
    waiting.reason !== "PodInitializing" &&
    waiting.reason !== "ContainerCreating"
  ) {
    const times = restartCount > 0 ? ` (restarted ${restartCount} times)` : "";
    return [`container ${name} of pod ${pod} waits${times}: ${waiting.reason}${colon(waiting.message)}`];
  }
  if (ended !== undefined && ended.exitCode !== 0) {
    return [
      `container ${name} of pod ${pod} ended with exit code ${ended.exitCode} (${ended.reason ?? "Error"})${colon(ended.message)}`,
    ];
  }
  return [];
}

const colon = (message: string | undefined): string =>
  message === undefined || message === "" ? "" : `: ${message}`;

/** Of what went well, only what is well worth knowing: nothing; of the rest, the warnings first of all. */
function isTelling(state: ObjectState["state"]): (event: Event) => boolean {
  return ({ type }) => state !== "done" || type === "Warning";
}

function toLine({ lastTimestamp, reason, message, count }: Event) {
  return { at: lastTimestamp, reason: count > 1 ? `${reason} (x${count})` : reason, message };
}

/** Of the first of several that led to one another. */
const TRACE_BEGIN = "Traceback (most recent call last):";

async function logsFor(
  session: Session,
  reference: Reference,
  run: RunCauses | undefined,
): Promise<readonly string[]> {
  if (run === undefined) return lastLines(session, reference);
  if (run.log === undefined) return [];
  const { pod, container } = run.log;
  return lastLines(
    session,
    { kind: { ...reference.kind, ...podKind, singular: "pod" }, name: pod },
    container,
  );
}

async function lastLines(
  session: Session,
  reference: Reference,
  container?: string,
): Promise<readonly string[]> {
  const { kubernetes } = await session.client();
  const lines: PodLogLine[] = [];
  try {
    const log = kubernetes.logs(reference.kind, await locate(session, reference), {
      tailLines: TRACE_LINES,
      container,
    });
    for await (const line of log) lines.push(line);
  } catch (error) {
    // A container that never started has no log, which servers call a bad request; a pod that is gone may have left none.
    if (!isNotFound(error) && !isSlipwayError(error, "SLIP-API-008")) throw error;
  }
  const texts = lines.map(({ text }) => text);
  const begin = texts.findIndex((text) => text.includes(TRACE_BEGIN));
  return texts.slice(begin < 0 ? -LOG_LINES : Math.min(begin, Math.max(0, texts.length - LOG_LINES)));
}

function plainSentence(object: Resource, state: ObjectState["state"]): string {
  const { kind } = object;
  if (state === "done") return `the ${kind} is as it was asked for`;
  if (state === "working") return `the ${kind} was accepted; no controller has said more of it yet`;
  return `the ${kind} tells no reason`;
}
