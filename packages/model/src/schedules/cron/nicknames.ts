/** Those of Kubernetes' CronJob and Airflow, which mean the same in both. */
const NICKNAMES: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/** The five fields that a nickname stands for; undefined for what is none. */
export const expandNickname = (cron: string): string | undefined =>
  Object.hasOwn(NICKNAMES, cron) ? NICKNAMES[cron] : undefined;

/** What to write in place of a nickname that is none of these. */
export function nicknameProblem(cron: string): string {
  const [name] = cron.split(/\s/, 1);
  if (name === "@every")
    return `"@every" is not taken in "cron": leave "cron" out and write the interval as "every", e.g. every: 1h30m.`;
  if (name === "@once" || name === "@reboot" || name === "@continuous")
    return `"${name}" names no times: start a run by hand, or write when it is due, e.g. "0 3 * * *".`;
  return `"${name}" is no nickname: write one of ${Object.keys(NICKNAMES).join(", ")}, or five fields.`;
}
