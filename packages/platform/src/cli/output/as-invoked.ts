/** A command as talk gives it: at the start of an indented line, after a colon, in backquotes or in `$(...)`. */
const COMMAND = /(?<=^ +|: |`|\$\()slipway (?=[a-z-]|COMMAND\b)/gm;

/**
 * What Slipway says to a person, with its commands as this person can give them: who called it by npx has no `slipway` on the
 * PATH. npm tells a program by these two variables that npx runs it.
 */
export function asInvoked(env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  if (env["npm_command"] !== "exec" || env["npm_lifecycle_event"] !== "npx") return (text) => text;
  return (text) => text.replaceAll(COMMAND, "npx slipway ");
}
