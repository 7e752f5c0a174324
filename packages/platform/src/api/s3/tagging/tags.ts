import { SlipwayError } from "@slipway/model";
import { malformedXml } from "../refined.ts";
import { all, textIn, type XmlObject, type XmlValue } from "../xml/parse-body.ts";

export type Tags = Readonly<Record<string, string>>;

const MOST_OF_OBJECT = 10;
const MOST_OF_BUCKET = 50;

/** What `x-amz-tagging: a=1&b=2` says; undefined without one. Throws SLIP-S3-017 and 024. */
export function tagsOfHeader(header: string | undefined): Tags | undefined {
  if (header === undefined || header === "") return undefined;
  const said = header.split("&").filter((pair) => pair !== "");
  const pairs = said.map((pair) => {
    const [name = "", ...rest] = pair.split("=");
    return [decode(name), decode(rest.join("="))] as const;
  });
  return checked(pairs, MOST_OF_OBJECT);
}

/** The tags that a `Tagging` document lists. Throws SLIP-S3-024 and 025. */
export function tagsOfXml(tagging: XmlObject, of: "object" | "bucket"): Tags {
  const set = tagging["TagSet"];
  if (set === undefined) throw malformedXml("a TagSet was expected");
  return tagsOfSet(set, of);
}

/** Those that an element with `Tag` children lists. Throws SLIP-S3-024 to 026. */
export function tagsOfSet(set: XmlValue, of: "object" | "bucket"): Tags {
  const tags = set === "" ? [] : all(set as XmlObject, "Tag");
  return checked(tags.map(pairOf), of === "object" ? MOST_OF_OBJECT : MOST_OF_BUCKET);
}

function pairOf(tag: XmlValue): readonly [string, string] {
  const [key, value] = [textIn(tag, "Key"), textIn(tag, "Value")];
  if (key === undefined || value === undefined) throw malformedXml("each Tag needs a Key and a Value");
  return [key, value];
}

/** S3's rules: 128 and 256 characters, each name once, nothing that begins with aws:. */
function checked(pairs: readonly (readonly [string, string])[], most: number): Tags {
  const what = most === MOST_OF_OBJECT ? "Object" : "Bucket";
  if (pairs.length > most) {
    throw new SlipwayError("SLIP-S3-026", `${what} tags cannot be greater than ${most}`);
  }
  for (const [name, value] of pairs) checkPair(name, value);
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) {
    throw new SlipwayError("SLIP-S3-025", "Cannot provide multiple Tags with the same key");
  }
  return Object.fromEntries(pairs);
}

const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function checkPair(name: string, value: string): void {
  if (name === "" || [...name].length > 128 || !ALLOWED.test(name)) {
    throw new SlipwayError("SLIP-S3-025", "The TagKey you have provided is invalid");
  }
  if ([...value].length > 256 || !ALLOWED.test(value)) {
    throw new SlipwayError("SLIP-S3-025", "The TagValue you have provided is invalid");
  }
  if (/^aws:/i.test(name)) {
    throw new SlipwayError("SLIP-S3-025", "System tags cannot be added/updated by requester");
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new SlipwayError(
      "SLIP-S3-017",
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    );
  }
}
