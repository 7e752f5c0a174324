import { apiVersionOf } from "@slipway/model";
import { awsNames } from "@slipway/model/aws/aws-names.ts";
import { outputOf, shapeOf } from "@slipway/model/aws/lookup.ts";
import { KINDS } from "@slipway/model/kinds/all.ts";
import type { StructuralSchema } from "@slipway/model/kinds/crd.ts";
import type { AwsFacts, KindFacts } from "@slipway/model/kinds/facts.ts";
import { controlOperations } from "../../../packages/platform/src/api/aws/services/control-operations.ts";
import { type Example, examples } from "../examples.ts";
import { kebab } from "./case.ts";

const MADE = "<!-- Made by `npm run generate` from the facts of the kinds; do not edit. -->";

const NOT_SERVED =
  "What of it a home does not serve, the condition `ACK.Terminal` or `ACK.Advisory` tells before anything runs.";

/** Every page of docs/kinds, by path: one for each kind of the table, and the list of them. */
export function kindPages(): ReadonlyMap<string, string> {
  const known = examples();
  return new Map([
    ["docs/kinds/README.md", index()],
    ...KINDS.map((facts) => [`docs/kinds/${kebab(facts.kind.kind)}.md`, page(facts, known)] as const),
  ]);
}

function index(): string {
  const rows = KINDS.map(
    ({ kind, about }) => `| [${kind.kind}](${kebab(kind.kind)}.md) | ${apiVersionOf(kind)} | ${about} |`,
  );
  return [MADE, "# Kinds", "", "| kind | apiVersion | what |", "|---|---|---|", ...rows, ""].join("\n");
}

function page(facts: KindFacts, known: readonly Example[]): string {
  const { kind, crd } = facts;
  const schema = crd.spec.versions[0]?.schema.openAPIV3Schema.properties ?? {};
  return [
    MADE,
    `# ${kind.kind}`,
    "",
    `${facts.about.charAt(0).toUpperCase()}${facts.about.slice(1)}.`,
    "",
    "| | |",
    "|---|---|",
    ...summary(facts),
    "",
    ...fields("spec", schema["spec"]),
    ...(facts.aws === undefined ? [] : [NOT_SERVED, ""]),
    ...fields("status", schema["status"]),
    ...example(facts, known),
  ].join("\n");
}

function summary(facts: KindFacts): readonly string[] {
  const { kind, words, conditions, aws, program } = facts;
  const names = [kind.plural, kind.kind.toLowerCase(), ...words];
  const operations = controlOperations([facts]).flatMap((served) => Object.keys(served.operations));
  return [
    row(
      "apiVersion",
      `\`${apiVersionOf(kind)}\`, ${kind.namespaced ? "in a namespace" : "of the whole cluster"}`,
    ),
    row("names", code(names)),
    ...(operations.length === 0 ? [] : [row("AWS operations", code(operations))]),
    ...(aws === undefined ? [] : statuses(aws)),
    row("conditions", code(conditions)),
    ...(program === undefined
      ? []
      : [row("log", `of the container \`${program.container}\`${program.ends ? "" : ", which goes on"}`)]),
  ];
}

function statuses({ service, name, status }: AwsFacts): readonly string[] {
  const output = outputOf(service, awsNames({ name }).describe);
  if (status === undefined || output === undefined) return [];
  const described = shapeOf(output);
  const [, shapeName = ""] = (described.type === "structure" ? described.members[status] : undefined) ?? [];
  const shape = shapeOf({ service, name: shapeName });
  return shape.type === "string" ? [row(`\`${status}\``, code(shape.enum ?? []))] : [];
}

const row = (label: string, text: string): string => `| ${label} | ${text} |`;
const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");

function fields(name: "spec" | "status", schema: StructuralSchema | undefined): readonly string[] {
  const rows = Object.entries(schema?.properties ?? {}).map(([field, of]) => {
    const required = schema?.required?.includes(field) === true ? ", required" : "";
    return `| \`${field}\` | ${typeOf(of)}${required} | ${(of.description ?? "").replaceAll("|", "\\|")} |`;
  });
  return rows.length === 0 ? [] : [`## ${name}`, "", "| field | type | what |", "|---|---|---|", ...rows, ""];
}

function typeOf(schema: StructuralSchema): string {
  if (schema["x-kubernetes-int-or-string"] === true) return "integer or string";
  if (schema.type === "array") return `list of ${schema.items?.type ?? "anything"}`;
  return schema.format === "date-time" ? "time" : (schema.type ?? "anything");
}

function example({ kind }: KindFacts, known: readonly Example[]): readonly string[] {
  const found = known.find((one) => one.kind === kind.kind && one.apiVersion === apiVersionOf(kind));
  if (found === undefined) return [];
  const { path, text } = found;
  return ["## Example", "", `From [${path}](../../${path}):`, "", "```yaml", text, "```", ""];
}
