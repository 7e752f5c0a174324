import { defined, type SlipwayError } from "@slipway/model";
import type { Colors } from "../output/colors.ts";
import { visible } from "../output/visible.ts";
import { wrap } from "../output/wrap.ts";
import { exitCodeOf } from "./exit-code.ts";

const INDENT = "        ";

/** An error for people: what happened, why, what to do; the trace only when asked for. */
export function errorBlock(
  error: SlipwayError,
  options: { readonly colors: Colors; readonly verbose: boolean; readonly columns: number },
): string {
  const { colors, columns } = options;
  const part = (label: string, text: string) =>
    `  ${colors.bold(label.padEnd(6))}${wrap(visible(text), columns - INDENT.length).join(`\n${INDENT}`)}\n`;
  const subject = error.details.name === undefined ? "" : ` ${error.details.name}:`;
  return [
    `${colors.red("✗")} ${colors.bold(error.code)}${subject} ${lowerFirst(error.entry.title)}\n`,
    part("What", error.message),
    ...whyOf(error).map((why, index) => part(index === 0 ? "Why" : "", why)),
    part("Do", remedyOf(error)),
    ...(options.verbose && error.stack !== undefined ? [`\n${traceOf(error)}\n`] : []),
  ].join("");
}

/** Of the object that the error names. */
function remedyOf({ entry, details }: SlipwayError): string {
  return details.name?.includes("/") === true
    ? entry.remedy.replaceAll("KIND/NAME", details.name)
    : entry.remedy;
}

/** The same for programs. */
export function errorObject(error: SlipwayError): object {
  const { code, message, entry, details } = error;
  return {
    error: {
      code,
      title: entry.title,
      what: message,
      why: entry.why,
      do: entry.remedy,
      exitCode: exitCodeOf(error),
      ...defined({ causes: details.causes }),
    },
  };
}

/** The fields that were complained of say more than the catalogue; unless the message lists them already. */
function whyOf(error: SlipwayError): readonly string[] {
  const causes = (error.details.causes ?? []).filter(({ message }) => !error.message.includes(message));
  return causes.length === 0
    ? [error.entry.why]
    : causes.map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`));
}

function traceOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${traceOf(error.cause)}` : "";
  return `${error.stack ?? String(error)}${cause}`;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) && !text.startsWith("Slipway")
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}
