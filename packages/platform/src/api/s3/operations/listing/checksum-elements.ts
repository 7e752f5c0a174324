import type { XmlNode } from "@aws-sdk/xml-builder";
import type { Checksum, ObjectChecksum } from "#artifacts/artifacts.ts";
import { element, optional } from "../../xml/element.ts";

/** `ChecksumNAME` and, of an object, `ChecksumType`; nothing where no checksum is known. */
export function checksumElements(
  checksum: (Checksum & Partial<Pick<ObjectChecksum, "type">>) | undefined,
): readonly (XmlNode | undefined)[] {
  if (checksum === undefined) return [];
  const { algorithm, value, type } = checksum;
  return [element(`Checksum${algorithm}`, value), optional("ChecksumType", type)];
}
