import { algorithmOf } from "@slipway/model/algorithms/all.ts";
import { argumentsOf, SLIPWAY_IMAGE } from "@slipway/model/algorithms/facts.ts";
import type { ProcessImage } from "#embedded/node-agent/pod/image.ts";
import { PROGRAM_FOLDERS, PROGRAMS } from "../program-files.ts";

const pod = (...args: readonly string[]): readonly string[] => [process.execPath, PROGRAMS.pod, ...args];

/** The program that an image stands for where the process executor can run it. */
export function programOf(image: string): ProcessImage | undefined {
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
