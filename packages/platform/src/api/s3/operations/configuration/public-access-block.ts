import { malformedXml } from "../../refined.ts";
import { document } from "../../xml/element.ts";
import { textIn, type XmlObject } from "../../xml/parse-body.ts";
import { rendered } from "../../xml/rendered.ts";
import { documentOperations } from "./document-operations.ts";

const SWITCHES = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
const ROOT = "PublicAccessBlockConfiguration";

/** Kept and told; nothing is public whatever it says. */
export const publicAccessBlock = documentOperations({
  name: "publicAccessBlock",
  operation: "PublicAccessBlock",
  parameter: "publicAccessBlock",
  root: ROOT,
  absent: {
    aws: "NoSuchPublicAccessBlockConfiguration",
    message: "The public access block configuration was not found",
  },
  initial: document(rendered(ROOT, Object.fromEntries(SWITCHES.map((name) => [name, "true"])))),
  checked: (asked): XmlObject =>
    Object.fromEntries(
      SWITCHES.map((name) => {
        const text = (textIn(asked, name) ?? "false").toLowerCase();
        if (text !== "true" && text !== "false") throw malformedXml(`${name} must be true or false`);
        return [name, text];
      }),
    ),
});
