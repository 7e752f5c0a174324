import { XmlNode } from "@aws-sdk/xml-builder";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
/** XML 1.0 has no such characters, but keys do; S3 writes them as references all the same. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

class XmlValue {
  readonly #text: string;
  constructor(text: string) {
    this.#text = XmlNode.of("t", text).toString().slice(3, -4);
  }
  toString(): string {
    return this.#text.replace(CONTROL, (c) => `&#x${c.charCodeAt(0).toString(16)};`);
  }
}

export type XmlContent = XmlNode | string | number | boolean | undefined;

/** An element of nodes or text; `undefined` among its content is left out. */
export function element(name: string, ...content: readonly XmlContent[]): XmlNode {
  const node = new XmlNode(name);
  for (const child of content) {
    if (child !== undefined)
      node.addChildNode(child instanceof XmlNode ? child : new XmlValue(String(child)));
  }
  return node;
}

/** The element, unless its content is missing. */
export const optional = (name: string, content: XmlContent): XmlNode | undefined =>
  content === undefined ? undefined : element(name, content);

/** A whole document in S3's namespace. */
export function document(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.addAttribute("xmlns", NAMESPACE)}`;
}
