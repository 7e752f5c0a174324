import { defined } from "@slipway/model";
import type { Manifest } from "./manifest.ts";

/** Results of a run that has no manifest. */
export type ToldResults = Pick<Manifest, "stored" | "facts" | "digests"> & {
  /** The `s3://` URI of the manifest that has them all instead, where they are too long to be told. */
  readonly manifest?: string;
};

/** A kubelet keeps 12 KiB of a pod's termination messages, each container the same part of it: enough for eight containers. */
const LONGEST = 1_536;

/**
 * Results as the termination message of the container that stored them: all of it, or what fits of it, first without the outputs, then
 * with ever less of the longest fact.
 */
export function resultsMessage(results: ToldResults): string {
  const { facts } = results;
  if (fitsMessage(results)) return wholeMessage(results);
  for (let kept = facts; ; kept = withoutHalfOfTheLongest(kept)) {
    const message = JSON.stringify({ facts: kept });
    if (fits(message)) return message;
  }
}

/** Whether nothing is left out of the message. */
export const fitsMessage = (results: ToldResults): boolean => fits(wholeMessage(results));

const wholeMessage = ({ stored, facts, ...others }: ToldResults): string =>
  JSON.stringify({ stored, facts, ...others });

/** Undefined for a text that is no such message; of one that was cut only that it was told is known. */
export function parseResultsMessage(text: string | undefined): ToldResults | undefined {
  try {
    const { stored = {}, facts, digests, manifest } = JSON.parse(text ?? "") as Partial<ToldResults>;
    if (!isTexts(stored) || !isTexts(facts)) return undefined;
    return { stored, facts, ...(isTexts(digests) ? { digests } : {}), ...defined({ manifest }) };
  } catch {
    return text !== undefined && BEGINS.test(text) ? { stored: {}, facts: {} } : undefined;
  }
}

const BEGINS = /^\{"(stored|facts)":\{/;

const fits = (text: string): boolean => Buffer.byteLength(text) <= LONGEST;

function withoutHalfOfTheLongest(facts: ToldResults["facts"]): ToldResults["facts"] {
  const [name = "", value = ""] =
    Object.entries(facts).toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
  return { ...facts, [name]: value.slice(0, Math.floor(value.length / 2)) };
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === "string")
  );
}
