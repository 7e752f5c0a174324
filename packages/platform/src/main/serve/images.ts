import { algorithmOf } from "@slipway/model/algorithms/all.ts";
import { argumentsOf, SLIPWAY_IMAGE } from "@slipway/model/algorithms/facts.ts";
import type { ImageAnswer, ProcessImage } from "#embedded/node-agent/pod/image.ts";
import { PROGRAM_FOLDERS, PROGRAMS } from "../program-files.ts";

const OWN = "slipway.dev/";

const pod = (...args: readonly string[]): readonly string[] => [process.execPath, PROGRAMS.pod, ...args];

/** Slipway's own images as the programs they stand for; any other one would be a container. */
export function answerFor(image: string): ImageAnswer | undefined {
  const process = processOf(image);
  if (process !== undefined) return { process };
  return image.startsWith(OWN) ? undefined : { oci: image };
}

function processOf(image: string): ProcessImage | undefined {
  const program = image === SLIPWAY_IMAGE ? { argv: pod(), movesData: true } : builtIn(image);
  return program && { ...program, readable: [process.execPath, ...PROGRAM_FOLDERS] };
}

function builtIn(image: string): ProcessImage | undefined {
  const facts = algorithmOf(image);
  if (facts === undefined) return undefined;
  const args = argumentsOf(facts);
  return {
    argv: pod(...args),
    askedFirst: pod(...args, "ask"),
    ...(facts.runsSource ? { environments: pod("environment") } : {}),
  };
}
