import { SlipwayError } from "@slipway/model";
import type { Command } from "../command.ts";
import { listArgument } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { drawFinding } from "../lint/draw-finding.ts";
import { forPrograms } from "../lint/finding.ts";
import { lintText } from "../lint/lint-text.ts";
import { readTexts } from "../objects/read-texts.ts";

/** So many documents that are no flows are named. */
const MOST_NAMED = 5;

export const command: Command = {
  configure: (command) =>
    void command.argument("<file...>", "files or folders of flows, or - for standard input").addHelpText(
      "after",
      `
A flow is a manifest of kind Flow, or its spec alone, which is named after its
file. Manifests of kind Schedule and Trigger are checked too: a schedule that can
never fire is an error. Of a folder the .yaml, .yml and .json files are looked at; a file in
TypeScript is run, and what its pipelines are in YAML is checked. No home has to
run. The exit code is 1 where there is an error; advice alone is none.

Examples:
  slipway lint nightly.yaml
  slipway lint flows/ -o json`,
    ),

  async run(session, args) {
    const texts = [];
    for (const source of listArgument(args, 0)) texts.push(...(await readTexts(session, source)));
    const linted = texts.map(lintText);
    const findings = linted.flatMap((one) => one.findings);
    const flows = linted.reduce((sum, one) => sum + one.flows, 0);
    const schedules = linted.reduce((sum, one) => sum + one.schedules, 0);
    const triggers = linted.reduce((sum, one) => sum + one.triggers, 0);
    const skipped = linted.flatMap((one) => one.skipped);
    if (flows + schedules + triggers === 0 && findings.length === 0)
      throw new SlipwayError(
        "SLIP-CLI-003",
        `there is no flow in what was named${skipped.length === 0 ? "" : `, only ${briefly(skipped)}`}`,
      );
    const files = new Set(findings.map(({ file }) => file)).size;
    await session.print(findings.map(forPrograms), () =>
      findings.map((finding) => drawFinding(finding, session.colors)).join("\n"),
    );
    if (skipped.length > 0) session.say(`Skipped what is no flow: ${briefly(skipped)}`);
    const named = linted.flatMap((one) => one.namedAfterFile);
    if (named.length > 0) session.say(`Named after its file: ${briefly(named)}`);
    const errors = findings.filter(({ severity }) => severity === "error").length;
    const advice = findings.length - errors;
    session.say(
      findings.length === 0
        ? `No problem in ${listed([
            counted(flows, "flow"),
            ...(schedules === 0 ? [] : [counted(schedules, "schedule")]),
            ...(triggers === 0 ? [] : [counted(triggers, "trigger")]),
          ])}`
        : `${counted(errors, "error")} and ${advice} advice in ${counted(files, "file")}; ${counted(flows, "flow")} can run`,
    );
    return errors > 0 ? EXIT.failure : EXIT.ok;
  },
};

function briefly(all: readonly string[]): string {
  const more = all.length - MOST_NAMED;
  return `${all.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** `a`, `a and b`, `a, b and c`. */
const listed = (all: readonly string[]): string =>
  [all.slice(0, -1).join(", "), ...all.slice(-1)].filter((part) => part !== "").join(" and ");

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
