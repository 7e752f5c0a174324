import { SlipwayError } from "@slipway/model";
import { CommanderError } from "commander";
import { wordsOf } from "#lib/words-of.ts";
import type { CliContext } from "./context.ts";
import { EXIT, exitCodeOf } from "./errors/exit-code.ts";
import { errorBlock, errorObject } from "./errors/render-error.ts";
import { usageError } from "./errors/usage-error.ts";
import { asInvoked } from "./output/as-invoked.ts";
import { colorsFor } from "./output/colors.ts";
import { buildProgram } from "./program.ts";

/** Runs one command line; resolves with the exit code, and never rejects. */
export async function runCli(context: CliContext): Promise<number> {
  let exitCode: number = EXIT.ok;
  if (context.argv[0] === "complete") return (await import("./completion/complete.ts")).complete(context);
  try {
    const argv = withoutHelpWord(context.argv);
    const program = await buildProgram({ ...context, argv }, (code) => {
      exitCode = code;
    });
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (isHelp(error)) return EXIT.ok;
    if (context.interrupted.aborted) return EXIT.interrupted;
    const shown = toShow(error);
    context.stderr.write(render(context, shown));
    return exitCodeOf(shown);
  }
}

/** `slipway help train` means `slipway train --help`. */
function withoutHelpWord(argv: readonly string[]): readonly string[] {
  return argv[0] === "help" ? [...argv.slice(1, 2), "--help"] : argv;
}

function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

function toShow(error: unknown): SlipwayError {
  if (error instanceof SlipwayError) return error;
  if (error instanceof CommanderError) return usageError(error.message.replace(/^error: /, ""), error);
  const words = wordsOf(error);
  return new SlipwayError("SLIP-CLI-015", words, { cause: error });
}

function render(context: CliContext, error: SlipwayError): string {
  if (wantsJson(context.argv)) return `${JSON.stringify(errorObject(error), null, 2)}\n`;
  return asInvoked(context.env)(
    errorBlock(error, {
      colors: colorsFor(context.stderr.isTty, context.env),
      verbose: context.argv.includes("-v") || context.argv.includes("--verbose"),
      columns: Math.min(context.stderr.columns ?? 100, 120),
    }),
  );
}

/** Seen without parsing: a line that cannot be parsed has an error to show too. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some(
    (word, index) =>
      /^(-o=?json|--output=json)$/.test(word) ||
      (word === "json" && /^(-o|--output)$/.test(argv[index - 1] ?? "")),
  );
}
