import type { Condition, Resource } from "@slipway/model";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import { stateOf } from "@slipway/model/kinds/object-state.ts";
import type { KeptUsage } from "@slipway/model/kubernetes/kept-records.ts";
import type { Event } from "@slipway/model/kubernetes/workloads.ts";
import { age } from "#lib/human-duration.ts";
import type { Command, CommandOptions } from "../command.ts";
import { listArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { costInWords } from "../flow/cost-words.ts";
import { askedFor, type StepsShown, stepSection, stepsForPrograms } from "../flow/describe-steps.ts";
import { isFlowRun, readSteps } from "../flow/read-steps.ts";
import { briefly } from "../objects/briefly.ts";
import { eventsOf } from "../objects/events-of.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import { namedObject } from "../objects/named-objects.ts";
import { locate, nameOf } from "../objects/references.ts";
import { columns } from "../output/columns.ts";
import { tracesOnce } from "../output/traces-once.ts";
import { wrap } from "../output/wrap.ts";
import { attemptTable, usageSentence } from "../records/draw-usage.ts";
import { usageOf } from "../records/usage-of.ts";
import { isProvenance, provenanceRows } from "../train/provenance/draw-provenance.ts";
import { spotSavings } from "../train/spot-savings.ts";

interface Status {
  readonly slipway?: { readonly facts?: Readonly<Record<string, string>> };
}

/** Of all that stands below a heading. */
const INDENT = "  ";

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<name...>", "NAME, KIND/NAME or KIND NAME")
      .option("--step <path>", "of a pipeline's run what is inside of a step, for instance fit[3]")
      .option("--page <number>", "of a pipeline's run the next 50 steps, and so on", "1"),

  async run(session, args, options) {
    const shown = stepsShown(options);
    const reference = await namedObject(session, listArgument(args, 0));
    const { kubernetes } = await session.client();
    const object = await kubernetes.get<Resource>(reference.kind, await locate(session, reference));
    const [events, usage, steps] = await Promise.all([
      eventsOf(session, object),
      usageOf(session, object),
      isFlowRun(object) ? readSteps(session, object, askedFor(shown, session.forPrograms)) : undefined,
    ]);
    if (steps === undefined && (shown.step !== undefined || shown.page > 1))
      throw usageError("--step and --page are only for runs of pipelines, as flowrun/nightly-1");
    const { stringify } = await import("yaml");
    const { isTty, columns: terminal = 80 } = session.context.stdout;
    const width = isTty ? terminal - INDENT.length : undefined;
    const name = nameOf(reference);
    const { colors } = session;
    const data = {
      object,
      events,
      ...usage,
      ...(steps === undefined ? {} : { steps: stepsForPrograms(steps) }),
    };
    const drawn = () =>
      steps === undefined ? [] : stepSection(steps, shown, { name, colors, now: Date.now(), width });
    await session.print(data, () =>
      describe({ object, events, usage, kinds: kindsOf(session), width, steps: drawn() }, (value) =>
        stringify(value, { lineWidth: 0 }),
      ),
    );
    return EXIT.ok;
  },
};

function stepsShown(options: CommandOptions): StepsShown {
  const page = textOption(options, "page") ?? "1";
  if (!/^[1-9]\d{0,6}$/.test(page)) throw usageError(`--page ${page}: expected a number from 1`);
  return { step: textOption(options, "step"), page: Number(page) };
}

function describe(
  {
    object,
    events,
    usage,
    kinds,
    width,
    steps,
  }: {
    readonly object: Resource;
    readonly events: readonly Event[];
    readonly usage: KeptUsage | undefined;
    readonly kinds: readonly KindFacts[];
    /** What tables may take; absent where nobody looks. */
    readonly width: number | undefined;
    /** Of a pipeline's run, as they are printed. */
    readonly steps: readonly string[];
  },
  yaml: (value: unknown) => string,
): string {
  const { metadata, spec } = object;
  const { conditions = [], ...status } = (object.status ?? {}) as Status & {
    readonly conditions?: readonly Condition[];
  };
  const state = stateOf(kinds, object);
  return [
    row("Name", metadata.name),
    ...(metadata.namespace === undefined ? [] : [row("Namespace", metadata.namespace)]),
    row("Kind", `${object.kind} (${object.apiVersion})`),
    row("State", state.sentence === "" ? state.word : `${state.word}: ${briefly(state.sentence)}`),
    row(
      "Created",
      `${metadata.creationTimestamp ?? ""} (${age(metadata.creationTimestamp, new Date())} ago)`,
    ),
    ...(metadata.deletionTimestamp === undefined ? [] : [row("Deleting since", metadata.deletionTimestamp)]),
    ...pairs("Labels", metadata.labels),
    ...pairs("Annotations", metadata.annotations),
    ...provenance(object, width),
    ...steps,
    ...costOfRun(object),
    ...section("Spec", spec, yaml),
    ...section("Status", tracesOnce(withoutPackages(status)), yaml),
    ...(conditions.length === 0 ? [] : ["Conditions:\n", indent(conditionTable(conditions, width))]),
    ...usageOfRun(object, usage, width),
    events.length === 0 ? row("Events", "none") : `Events:\n${indent(eventTable(events, width))}`,
  ].join("");
}

const row = (label: string, value: string): string => `${`${label}:`.padEnd(16)}${value}\n`;

function provenance(object: Resource, width: number | undefined): readonly string[] {
  const rows = provenanceRows(object);
  const widest = Math.max(...rows.map(([label]) => label.length));
  const room = width === undefined ? Number.POSITIVE_INFINITY : width - widest - 2;
  const lines = rows.flatMap(([label, text]) =>
    wrap(text, room).map((part, at) => `${(at === 0 ? label : "").padEnd(widest + 2)}${part}\n`),
  );
  return lines.length === 0 ? [] : ["Provenance:\n", indent(lines.join(""))];
}

/** Without what stands among the provenance, and is as long as all the rest. */
function withoutPackages(status: Status): Status {
  const { packages, ...facts } = status.slipway?.facts ?? {};
  return packages === undefined ? status : { ...status, slipway: { ...status.slipway, facts } };
}

function pairs(label: string, values: Readonly<Record<string, string>> | undefined): string[] {
  return Object.entries(values ?? {})
    .filter(([key]) => key !== "kubectl.kubernetes.io/last-applied-configuration" && !isProvenance(key))
    .map(([key, value], index) => row(index === 0 ? label : "", `${key}=${value}`).replace(/^: /, "  "));
}

function section(label: string, value: object | undefined, yaml: (value: unknown) => string): string[] {
  return value === undefined || Object.keys(value).length === 0 ? [] : [`${label}:\n`, indent(yaml(value))];
}

function usageOfRun(object: Resource, usage: KeptUsage | undefined, width: number | undefined): string[] {
  if (usage === undefined || usage.attempts.length === 0) return [];
  const used = usageSentence(usage);
  return [
    `Attempts:\n${indent(attemptTable(usage.attempts, { now: new Date(), width }))}`,
    ...(used === "" ? [] : [row("Usage", used)]),
    ...spotSavings(object).map((line) => `${line}\n`),
  ];
}

/** Of a pipeline's run that is over. */
function costOfRun(object: Resource): readonly string[] {
  const usage = isFlowRun(object) ? (object.status?.usage ?? []) : [];
  return usage.length === 0 ? [] : [row("Cost", costInWords(usage))];
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, INDENT);
}

function conditionTable(conditions: readonly Condition[], width: number | undefined): string {
  const rows = conditions.map(({ type, status, reason = "", message = "" }) => [
    type,
    status,
    reason,
    briefly(message),
  ]);
  return columns(["TYPE", "STATUS", "REASON", "MESSAGE"], rows, { width, prose: true });
}

function eventTable(events: readonly Event[], width: number | undefined): string {
  const now = new Date();
  const rows = events.map((event) => [
    age(event.lastTimestamp, now),
    event.type,
    event.count > 1 ? `${event.reason} (x${event.count})` : event.reason,
    briefly(event.message),
  ]);
  return columns(["AGE", "TYPE", "REASON", "MESSAGE"], rows, { width, prose: true });
}
