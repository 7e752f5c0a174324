import pico from "picocolors";

export type Colors = Pick<
  ReturnType<typeof pico.createColors>,
  "bold" | "dim" | "red" | "green" | "yellow" | "cyan"
>;

/** Colours where a person looks and has not said no (https://no-color.org). */
export function colorsFor(isTty: boolean, env: Readonly<Record<string, string | undefined>>): Colors {
  return pico.createColors(isTty && !env["NO_COLOR"] && env["TERM"] !== "dumb");
}
