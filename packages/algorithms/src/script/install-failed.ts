import { SlipwayError } from "@slipway/model";

/** An installer that did not end well, in the words of the job's failure. */
export function installFailed(
  file: string,
  end: {
    readonly step: readonly string[];
    readonly exitCode: number | null;
    readonly signal: NodeJS.Signals | null;
  },
): SlipwayError {
  const how = end.exitCode === null ? `was ended by ${end.signal}` : `ended with exit code ${end.exitCode}`;
  const words = end.step.filter((word) => word !== "-I").slice(0, 4);
  return new SlipwayError("SLIP-SCRIPT-003", `${file}: ${words.join(" ")} ${how}`);
}
