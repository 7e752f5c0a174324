import { knownInstanceTypes } from "@slipway/model/aws/instance-types.ts";
import { canStop } from "@slipway/model/kinds/can-stop.ts";
import type { ServedKind } from "@slipway/sdk";
import { isRun } from "../flow/is-run.ts";
import { hasModel } from "../model/model-data.ts";
import { answers } from "../objects/answers.ts";
import type { Among } from "../objects/find-by-name.ts";
import { kindsOf, servedKind } from "../objects/known-kinds.ts";
import { knownKind } from "../objects/resolve-kind.ts";
import type { Session } from "../session/session.ts";

/** A value that may be meant, and what it is. */
export interface Value {
  readonly value: string;
  readonly about: string;
}

export interface Asked {
  readonly session: Session;
  /** As far as it is written. */
  readonly word: string;
  /** The arguments before it, without options. */
  readonly before: readonly string[];
}

/** Where values of an argument or an option come from; "files" leaves them to the shell. */
export type Source = "files" | ((asked: Asked) => Promise<readonly Value[]>);

const NAMES_OF_A_KIND = 200;
/** Whoever presses TAB waits no longer; a home on this machine answers in a fiftieth of it. */
const ANSWER_WITHIN_MS = 1_000;

const words =
  (about: string, values: readonly string[]): Source =>
  async () =>
    values.map((value) => ({ value, about }));

/** Objects of those kinds: by name, by KIND/NAME where several bear it or a kind is begun, and after a KIND its names. */
const objects =
  (among: Among = () => true, alsoKinds = false): Source =>
  async ({ session, word, before }) => {
    const kinds = kindsOf(session).filter(among).map(servedKind);
    const [written] = word.split("/");
    const begun = word.includes("/") ? knownKind(session, written ?? "") : undefined;
    if (word.includes("/"))
      return begun === undefined
        ? []
        : (await named(session, begun)).map(({ value, about }) => ({ value: `${written}/${value}`, about }));
    const first = before[0] === undefined ? undefined : knownKind(session, before[0]);
    if (first !== undefined) return named(session, first);
    const found = (await Promise.all(kinds.map((kind) => named(session, kind)))).flat();
    return [...(alsoKinds ? kindWords(kinds) : []), ...unambiguous(found)];
  };

const kindWords = (kinds: readonly ServedKind[]): readonly Value[] =>
  kinds.map(({ plural, kind }) => ({ value: plural, about: `every ${kind}` }));

function unambiguous(found: readonly Value[]): readonly Value[] {
  const times = new Map<string, number>();
  for (const { value } of found) times.set(value, (times.get(value) ?? 0) + 1);
  return found.map((each) =>
    times.get(each.value) === 1 ? each : { value: `${each.about}/${each.value}`, about: each.about },
  );
}

/** Nothing of what cannot be asked in time: a completion is silent. */
async function named(session: Session, kind: ServedKind): Promise<readonly Value[]> {
  try {
    const { kubernetes } = await session.client();
    const namespace = kind.namespaced ? await session.namespace() : undefined;
    const where = { namespace, limit: NAMES_OF_A_KIND };
    const names = await kubernetes.names(kind, where, AbortSignal.timeout(ANSWER_WITHIN_MS));
    return names.map((value) => ({ value, about: kind.singular }));
  } catch {
    return [];
  }
}

const namespaces: Source = async ({ session }) => {
  const kind = knownKind(session, "namespace");
  return kind === undefined ? [] : named(session, kind);
};

const runsAProgram: Among = ({ program }) => program !== undefined;

const isSchedule: Among = ({ kind }) => kind.kind === "Schedule";
const isTrigger: Among = ({ kind }) => kind.kind === "Trigger";

/** By command, the sources of its arguments; the last one's hold for all that follow. Choices are known without. */
const ARGUMENTS: Readonly<Record<string, readonly (Source | undefined)[]>> = {
  train: ["files"],
  process: ["files"],
  batch: [objects(hasModel)],
  deploy: [objects(hasModel)],
  serve: ["files"],
  predict: [objects(answers)],
  logs: [objects((facts) => runsAProgram(facts) || isRun(facts))],
  metrics: [objects(({ program }) => program?.ends === true)],
  why: [objects()],
  wait: [objects()],
  stop: [objects(canStop)],
  interrupt: [objects(canStop)],
  restart: [objects(answers)],
  key: [undefined, objects(answers)],
  ab: [objects(answers)],
  autoscale: [undefined, objects(answers)],
  model: [undefined, objects(hasModel)],
  data: [undefined, objects()],
  get: [objects(undefined, true)],
  describe: [objects()],
  delete: [objects()],
  backup: ["files"],
  restore: ["files"],
  image: [undefined, "files"],
  lint: ["files"],
  init: ["files"],
  run: ["files"],
  diff: ["files"],
  retry: [objects(isRun)],
  spin: ["files"],
  cancel: [objects(canStop)],
  approve: [objects(isRun)],
  schedule: [undefined, objects(isSchedule)],
  trigger: [objects(isTrigger)],
  backfill: [objects(isSchedule)],
};

const OPTIONS: Readonly<Record<string, Source>> = {
  "--namespace": namespaces,
  "--output": words("format", ["table", "wide", "name", "csv", "json", "yaml", "jsonpath="]),
  "--instance-type": words("instance type", knownInstanceTypes()),
  "--input": "files",
  "--older-than": words("span", ["1d", "7d", "30d"]),
  "--for": words("what to wait for", ["done", "delete", "condition=", "jsonpath="]),
};

export function argumentSource(command: string, index: number): Source | undefined {
  const sources = ARGUMENTS[command] ?? [];
  return sources[Math.min(index, sources.length - 1)];
}

/** Of an option by its flags, as `--file <path>`: a place on this machine is the shell's matter. */
export function optionSource(flags: string, long: string): Source | undefined {
  return /<(path|dir|file|archive)>/.test(flags) ? "files" : OPTIONS[long];
}
