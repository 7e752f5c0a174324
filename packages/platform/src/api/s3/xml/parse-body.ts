import { parseXML } from "@aws-sdk/xml-builder";
import { SlipwayError } from "@slipway/model";

export type XmlValue = string | XmlObject | readonly XmlValue[] | undefined;
export interface XmlObject {
  readonly [name: string]: XmlValue;
}

/** Lists of 10,000 parts with checksums and of 1,000 of the longest keys fit in. */
const MAX_BYTES = 2 * 1024 * 1024;

/** How every body of S3 begins: a declaration at most, then the root. Document types and what else XML allows have no use here. */
const BEGINNING = /^\s*(?:<\?xml\s[^<>]{0,200}\?>\s*)?<[A-Za-z]/;

/** Reads a body of XML and gives what its root element holds. Throws SLIP-S3-024. */
export async function parseBody(body: AsyncIterable<Uint8Array>, root: string): Promise<XmlObject> {
  const text = await textOf(body);
  if (text.trim() === "") throw malformed(`the body is empty, expected <${root}>`);
  if (!BEGINNING.test(text)) throw malformed(`it does not begin with its root element <${root}>`);
  const parsed = parse(text)[root];
  if (parsed === "") return {};
  if (typeof parsed !== "object" || Array.isArray(parsed))
    throw malformed(`expected the root element <${root}>`);
  return parsed as XmlObject;
}

/** The elements of that name: none, one or many. */
export function all(object: XmlObject, name: string): readonly XmlValue[] {
  const value = object[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** The text of the child element; undefined when there is none. */
export function textIn(value: XmlValue, name: string): string | undefined {
  if (typeof value !== "object" || Array.isArray(value)) return undefined;
  const text = (value as XmlObject)[name];
  return typeof text === "string" ? text : undefined;
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES) throw malformed(`the body is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}

function parse(text: string): XmlObject {
  try {
    return parseXML(text) as XmlObject;
  } catch (cause) {
    throw new SlipwayError("SLIP-S3-024", "The XML of the body is not well-formed.", { cause });
  }
}

const malformed = (why: string): SlipwayError =>
  new SlipwayError("SLIP-S3-024", `The XML of the body is not valid: ${why}.`);
