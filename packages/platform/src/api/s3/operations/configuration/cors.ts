import { invalidRequest, malformedXml, refined } from "../../refined.ts";
import { all, type XmlObject, type XmlValue } from "../../xml/parse-body.ts";
import { documentOperations } from "./document-operations.ts";

const METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD"];
const MOST_RULES = 100;
/** S3's own bound. Every request of a page from elsewhere has the document read, also one that nobody signed. */
const LONGEST = 64 * 1024;

export const cors = documentOperations({
  name: "cors",
  operation: "BucketCors",
  parameter: "cors",
  root: "CORSConfiguration",
  absent: { aws: "NoSuchCORSConfiguration", message: "The CORS configuration does not exist" },
  checked: (asked): XmlObject => {
    const rules = all(asked, "CORSRule");
    if (rules.length === 0 || rules.length > MOST_RULES) throw malformedXml(`1 to ${MOST_RULES} CORSRules`);
    if (JSON.stringify(asked).length > LONGEST)
      throw refined("SLIP-S3-031", "MaxMessageLengthExceeded", "Your request was too big.");
    rules.forEach(checkRule);
    return asked;
  },
});

function checkRule(rule: XmlValue): void {
  if (typeof rule !== "object") throw malformedXml("a CORSRule is empty");
  const texts = (name: string) => all(rule as XmlObject, name).map(String);
  const [methods, origins] = [texts("AllowedMethod"), texts("AllowedOrigin")];
  if (methods.length === 0 || origins.length === 0)
    throw malformedXml("each CORSRule needs an AllowedMethod and an AllowedOrigin");
  const other = methods.find((method) => !METHODS.includes(method));
  if (other !== undefined)
    throw invalidRequest(
      `Found unsupported HTTP method in CORS config. Unsupported method is ${other.slice(0, 40)}`,
    );
  for (const [name, values] of [
    ["AllowedOrigin", origins],
    ["AllowedHeader", texts("AllowedHeader")],
  ] as const) {
    const several = values.find((value) => value.split("*").length > 2);
    if (several !== undefined)
      throw invalidRequest(`${name} "${several.slice(0, 100)}" can not have more than one wildcard.`);
  }
}
