import { isAlreadyExists } from "@slipway/model";

const MOST_IN_A_SECOND = 100;

/** Creates under a name made of the label and the time; of several in one second the later ones get a number. */
export async function createUnnamed<T>(label: string, create: (name: string) => Promise<T>): Promise<T> {
  const name = jobName(label, new Date());
  for (let number = 1; ; number++) {
    try {
      return await create(number === 1 ? name : `${name}-${number}`);
    } catch (error) {
      if (!isAlreadyExists(error) || number >= MOST_IN_A_SECOND) throw error;
    }
  }
}

/** Sortable, and unique at a person's pace. */
function jobName(label: string, now: Date): string {
  const slug =
    label
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 40) || "job";
  const [date = "", time = ""] = now.toISOString().slice(0, 19).split("T");
  return `${slug.replace(/-+$/, "")}-${date.replaceAll("-", "")}-${time.replaceAll(":", "")}`;
}
