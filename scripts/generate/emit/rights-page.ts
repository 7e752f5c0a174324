import { allRights, type Right, type RightsOf } from "../../../packages/platform/src/installation/rights.ts";

/** docs/rights.md: every right that an installation gives, and why. */
export function rightsPage(): string {
  return [
    "<!-- Made by `npm run generate` from the rights that `slipway install` gives; do not edit. -->",
    "# Rights in a cluster",
    "",
    "`slipway install` gives each part an account of its own with these rights and no others. *Job namespaces* are those",
    "named with `--jobs-in`; elsewhere nothing is written but the status of Slipway's own objects, and events that say why nothing is started.",
    "",
    ...allRights(["default"]).flatMap(section),
  ].join("\n");
}

function section({ role, where, who, rights }: RightsOf): readonly string[] {
  const place =
    where === "cluster"
      ? "in the whole cluster"
      : `in ${where === "job namespaces" ? where : `namespace ${where}`}`;
  return [
    `## ${role}: ${who}, ${place}`,
    "",
    "| what | verbs | why |",
    "|---|---|---|",
    ...rights.map(row),
    "",
  ];
}

function row({ apiGroups, resources, verbs, resourceNames, why }: Right): string {
  const group = apiGroups[0] === "" ? "" : ` (${apiGroups.join(", ")})`;
  const names = resourceNames === undefined ? "" : `, named ${resourceNames.join(", ")}`;
  return `| ${resources.join(", ")}${group}${names} | ${verbs.join(", ")} | ${why} |`;
}
