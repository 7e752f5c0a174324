import { SlipwayError } from "@slipway/model";

export interface RequestTarget {
  /** Decoded once, with its leading slash; nothing is collapsed: S3 keys may hold `//` and `..`. */
  readonly path: string;
  /** What stands between the slashes of the raw path, decoded: an encoded slash does not part segments. */
  readonly segments: readonly string[];
  /** Decoded parameters in the order they came. */
  readonly query: readonly (readonly [name: string, value: string])[];
}

/** Takes a raw request target apart. Doors read from this and nothing else, so that what was signed is what is used. */
export function requestTarget(url: string | undefined): RequestTarget {
  const target = url ?? "/";
  if (!target.startsWith("/")) {
    throw new SlipwayError("SLIP-AUTH-002", "The request target must be a path that starts with a slash.");
  }
  const mark = target.indexOf("?");
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const segments = rawPath.split("/").map(decode);
  return { path: segments.join("/"), segments, query: mark < 0 ? [] : pairs(target.slice(mark + 1)) };
}

/** The first value of a parameter, with its exact name. */
export function parameter(target: RequestTarget, name: string): string | undefined {
  return target.query.find(([key]) => key === name)?.[1];
}

/** More than any client sends: each is sorted and encoded again for the signature. */
const MOST_PARAMETERS = 500;

function pairs(query: string): [string, string][] {
  const given = query.split("&").filter((pair) => pair !== "");
  if (given.length > MOST_PARAMETERS) {
    throw new SlipwayError(
      "SLIP-AUTH-002",
      `The request target has ${given.length} parameters, at most ${MOST_PARAMETERS} are allowed.`,
    );
  }
  return given.map((pair) => {
    const equals = pair.indexOf("=");
    if (equals < 0) return [decodeForm(pair), ""];
    return [decodeForm(pair.slice(0, equals)), decodeForm(pair.slice(equals + 1))];
  });
}

const decodeForm = (text: string): string => decode(text.replaceAll("+", " "));

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new SlipwayError(
      "SLIP-AUTH-002",
      "The request target is not well-formed: percent-encoded UTF-8 was expected.",
      {
        cause,
      },
    );
  }
}
