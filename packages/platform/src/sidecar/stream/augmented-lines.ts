import { SlipwayError } from "@slipway/model";
import type { S3Data } from "@slipway/model/s3-data.ts";
import type { ObjectName } from "../fetch/from-store.ts";
import { type StreamSource, wholeObject } from "../fetch/whole-object.ts";
import { linesOf } from "../lines-of.ts";
import { placeOf } from "../place-of.ts";

/** What is streamed of one line: an object that it refers to, or a value of its own. */
export type Attribute = { readonly object: ObjectName } | { readonly text: string };

const MANIFEST = { code: "SLIP-SIDECAR-001", expected: "an S3 URI, s3://BUCKET/KEY" } as const;
/** SageMaker's own bound of a line. */
const MOST_CHARACTERS = 100_000;
const TOO_LONG = `it has more than ${MOST_CHARACTERS} characters, and no more are read`;
/** Of UTF-8, of what `length` counts as a character. */
const MOST_BYTES = 3;
const REFERENCE = "-ref";

/**
 * The lines of an augmented manifest, each as the attributes that the channel names, in the channel's order: JSON Lines, where an
 * attribute whose name ends with `-ref` is the URI of an object. Throws SLIP-SIDECAR-004 for a line that is not so, naming it.
 */
export async function* augmentedLines(
  input: S3Data,
  source: StreamSource,
): AsyncGenerator<readonly Attribute[]> {
  const manifest = placeOf(input.s3Uri, MANIFEST);
  const bound = {
    longest: MOST_CHARACTERS * MOST_BYTES,
    tooLong: ({ number }: Pick<Place, "number">) => notValid({ input, number }, TOO_LONG),
  };
  for await (const { bytes, number } of linesOf(wholeObject(manifest, source), bound)) {
    const line = String(bytes);
    if (line.trim() !== "") yield attributesOf(line, { input, number });
  }
}

interface Place {
  readonly input: S3Data;
  readonly number: number;
}

function attributesOf(line: string, at: Place): readonly Attribute[] {
  if (line.length > MOST_CHARACTERS) throw notValid(at, TOO_LONG);
  const values = parsed(line, at);
  return (at.input.attributes ?? []).map((name) => {
    const value = values[name];
    if (value === undefined) throw notValid(at, `it has no attribute ${JSON.stringify(name)}`);
    if (!name.endsWith(REFERENCE)) return { text: typeof value === "string" ? value : JSON.stringify(value) };
    if (typeof value !== "string") throw notValid(at, `its attribute ${JSON.stringify(name)} is no S3 URI`);
    return { object: placeOf(value, { code: "SLIP-SIDECAR-004", expected: "the S3 URI of an object" }) };
  });
}

function parsed(line: string, at: Place): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // said below
  }
  throw notValid(at, "it is not a JSON object");
}

const notValid = ({ input, number }: Place, why: string): SlipwayError =>
  new SlipwayError("SLIP-SIDECAR-004", `Line ${number} of the manifest ${input.s3Uri} is not valid: ${why}.`);
