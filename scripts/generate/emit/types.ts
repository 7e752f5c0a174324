import type { Field, FieldType, KindTree } from "../kind-tree.ts";
import { isOpenEnum } from "../kinds.ts";
import { type ServiceModel, serviceModel, shapeOf } from "../source/service-model.ts";
import { HEADER } from "./header.ts";

/** `type.generated.ts` of a kind: its object, spec, status and every structure below them. */
export function typesFile(tree: KindTree): string {
  const { kind, service } = tree.definition;
  const model = serviceModel(service);
  const structures = new Map<string, readonly Field[]>();
  for (const field of [...tree.spec, ...tree.status]) collect(field.type, structures);
  const specFields = tree.spec.map((field) => member(model, field, tree.required.includes(field.name)));
  const statusFields = tree.status.map((field) => member(model, field, false));
  const interfaces = [...structures]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, fields]) =>
      block(
        `export interface ${name}`,
        fields.map((field) => member(model, field, false)),
      ),
    );
  return `${HEADER}import type { AckResourceMetadata } from "../../ack.ts";
import type { Condition, Resource } from "../../resource.ts";
import type { ${kind}ConditionType } from "./conditions.ts";
import type { SlipwayStatus } from "./slipway-status.ts";

${[
  block(`export interface ${kind} extends Resource`, [
    `readonly kind: "${kind}";`,
    `readonly spec: ${kind}Spec;`,
    `readonly status?: ${kind}Status;`,
  ]),
  block(`export interface ${kind}Spec`, specFields),
  block(`export interface ${kind}Status`, [
    "readonly ackResourceMetadata?: AckResourceMetadata;",
    `readonly conditions?: readonly Condition<${kind}ConditionType>[];`,
    "readonly slipway?: SlipwayStatus;",
    ...statusFields,
  ]),
  ...interfaces,
].join("\n\n")}
`;
}

function collect(type: FieldType, into: Map<string, readonly Field[]>): void {
  if (type.is === "list") collect(type.item, into);
  if (type.is === "map") collect(type.value, into);
  if (type.is !== "structure" || into.has(type.shape)) return;
  into.set(type.shape, type.fields);
  for (const field of type.fields) collect(field.type, into);
}

const block = (head: string, lines: readonly string[]): string =>
  lines.length === 0 ? `${head} {}` : `${head} {\n${lines.map((line) => `  ${line}`).join("\n")}\n}`;

const member = (model: ServiceModel, field: Field, required: boolean): string =>
  `readonly ${field.name}${required ? "" : "?"}: ${typeText(model, field.type)};`;

function typeText(model: ServiceModel, type: FieldType): string {
  switch (type.is) {
    case "structure":
      return type.shape;
    case "list":
      return `readonly ${element(typeText(model, type.item))}[]`;
    case "map":
      return `Readonly<Record<string, ${typeText(model, type.value)}>>`;
    case "scalar":
      return type.type === "string"
        ? stringText(model, type.shape)
        : type.type === "integer"
          ? "number"
          : type.type;
  }
}

const element = (text: string): string => (/[ |]/.test(text) ? `(${text})` : text);

function stringText(model: ServiceModel, name: string): string {
  const values = model.shapes[name] === undefined ? undefined : shapeOf(model, name).enum;
  return values === undefined || isOpenEnum(name)
    ? "string"
    : values.map((value) => JSON.stringify(value)).join(" | ");
}
