import { adviseFlow } from "@slipway/model/flows/advice/advise-flow.ts";
import { SCHEDULE_KIND, TRIGGER_KIND } from "@slipway/model/flows/yaml/flow-manifest.ts";
import { readFlows } from "@slipway/model/flows/yaml/read-flows.ts";
import type { NamedText } from "../objects/read-texts.ts";
import type { FoundIn } from "./finding.ts";

export interface Linted {
  readonly flows: number;
  readonly schedules: number;
  readonly triggers: number;
  readonly findings: readonly FoundIn[];
  /** Documents that are no flows, each with its place: `deploy.yaml:3 Deployment`. */
  readonly skipped: readonly string[];
  /** Names of flows that are definitions alone. */
  readonly namedAfterFile: readonly string[];
}

interface Told {
  readonly offset: number;
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** What there is to say of one file, in the order of its lines. */
export function lintText({ name: file, text }: NamedText): Linted {
  const { source, flows, skipped, problems, notes } = readFlows(text, file);
  const advice = flows.flatMap(({ compiled, locate }) =>
    adviseFlow(compiled).map((one) => ({ ...one, ...locate(one) })),
  );
  const found = (severity: FoundIn["severity"], all: readonly Told[]): readonly FoundIn[] =>
    all.map(({ offset, path, code, message }) => {
      return { file, ...source.placeOf(offset), path, severity, code, message, source };
    });
  const findings = [...found("error", problems), ...found("advice", [...notes, ...advice])].sort(
    (a, b) => a.line - b.line || a.column - b.column,
  );
  const count = (kind: string): number => skipped.filter(({ what }) => what === kind).length;
  const others = skipped.filter(({ what }) => what !== SCHEDULE_KIND && what !== TRIGGER_KIND);
  return {
    flows: flows.length,
    schedules: count(SCHEDULE_KIND),
    triggers: count(TRIGGER_KIND),
    findings,
    skipped: others.map(({ offset, what }) => `${file}:${source.placeOf(offset).line} ${what}`),
    namedAfterFile: flows.flatMap(({ isNamedAfterFile, manifest }) =>
      isNamedAfterFile ? [`${file} is ${manifest.metadata.name}`] : [],
    ),
  };
}
