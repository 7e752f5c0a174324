import { invalidArgument, malformedXml } from "../../refined.ts";
import { document } from "../../xml/element.ts";
import { all, textIn, type XmlObject, type XmlValue } from "../../xml/parse-body.ts";
import { rendered } from "../../xml/rendered.ts";
import { documentOperations } from "./document-operations.ts";

const ALGORITHMS = ["AES256", "aws:kms", "aws:kms:dsse"];
const ROOT = "ServerSideEncryptionConfiguration";
const INITIAL: XmlObject = {
  Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: "false" },
};

/** Kept and told; nothing is encrypted here. */
export const encryption = documentOperations({
  name: "encryption",
  operation: "BucketEncryption",
  parameter: "encryption",
  root: ROOT,
  absent: {
    aws: "ServerSideEncryptionConfigurationNotFoundError",
    message: "The server side encryption configuration was not found",
  },
  initial: document(rendered(ROOT, INITIAL)),
  checked: (asked): XmlObject => {
    const [rule, ...others] = all(asked, "Rule");
    if (rule === undefined || others.length > 0) throw malformedXml("one Rule was expected");
    checkDefault((rule as XmlObject)["ApplyServerSideEncryptionByDefault"]);
    return asked;
  },
});

function checkDefault(said: XmlValue): void {
  const algorithm = textIn(said, "SSEAlgorithm") ?? "";
  if (!ALGORITHMS.includes(algorithm))
    throw malformedXml("SSEAlgorithm must be AES256, aws:kms or aws:kms:dsse");
  if (algorithm === "AES256" && textIn(said, "KMSMasterKeyID") !== undefined)
    throw invalidArgument(
      "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
    );
}
