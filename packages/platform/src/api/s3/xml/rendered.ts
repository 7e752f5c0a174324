import type { XmlNode } from "@aws-sdk/xml-builder";
import { element } from "./element.ts";
import type { XmlObject, XmlValue } from "./parse-body.ts";

/** What was read by `parseBody`, as XML again: elements of one name stay in their order. Attributes are lost. */
export function rendered(name: string, value: XmlValue): XmlNode {
  if (value === undefined || typeof value === "string") return element(name, value);
  const children = Object.entries(value as XmlObject).flatMap(([child, one]) =>
    (Array.isArray(one) ? (one as readonly XmlValue[]) : [one]).map((each) => rendered(child, each)),
  );
  return element(name, ...children);
}
