import type { XmlNode } from "@aws-sdk/xml-builder";
import { element } from "../../xml/element.ts";

/** Who owns an object or began an upload: the account, which is the only one here. */
export const ownerElement = (name: "Owner" | "Initiator", accountId: string): XmlNode =>
  element(name, element("ID", accountId), element("DisplayName", accountId));
