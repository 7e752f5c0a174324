import { malformedXml } from "../../refined.ts";
import { document, element } from "../../xml/element.ts";
import { all, textIn, type XmlObject } from "../../xml/parse-body.ts";
import { documentOperations } from "./document-operations.ts";

const OWNERSHIPS = ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"];

/** The document that says one of them. */
export const ownershipControls = (ownership: string): string =>
  document(element("OwnershipControls", element("Rule", element("ObjectOwnership", ownership))));

/** Kept and told; one account owns everything whatever it says. */
export const ownership = documentOperations({
  name: "ownershipControls",
  operation: "BucketOwnershipControls",
  parameter: "ownershipControls",
  root: "OwnershipControls",
  absent: {
    aws: "OwnershipControlsNotFoundError",
    message: "The bucket ownership controls were not found",
  },
  initial: ownershipControls("BucketOwnerEnforced"),
  checked: (asked): XmlObject => {
    const [rule, ...others] = all(asked, "Rule");
    const said = textIn(rule, "ObjectOwnership") ?? "";
    if (others.length > 0 || !OWNERSHIPS.includes(said))
      throw malformedXml("one Rule with an ObjectOwnership");
    return { Rule: { ObjectOwnership: said } };
  },
});
