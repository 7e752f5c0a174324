"""Asks cronsim (Debian's rules) and croniter (Airflow's library) when the crons of cases.json are due; README.md has the command."""

import json
import sys
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from zoneinfo import ZoneInfo

from croniter import croniter
from cronsim import CronSim

NICKNAMES = {"@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *"}


def minutes(times, start, end):
    found = []
    for time in times:
        at = time.astimezone(timezone.utc)
        if at > end:
            break
        found.append(int((at - start).total_seconds()) // 60)
    return found


def answers(ask):
    try:
        return ask()
    except Exception as error:  # a judge that does not take a cron says so
        return f"{type(error).__name__}: {error}"


def judge(group):
    out = []
    for window in group["windows"]:
        start = datetime.fromisoformat(window["from"].replace("Z", "+00:00"))
        end = start + timedelta(hours=window["hours"])
        local = start.astimezone(ZoneInfo(window["zone"]))
        for cron in group["crons"]:
            plain = NICKNAMES.get(cron, cron)
            out.append(
                {
                    "zone": window["zone"],
                    "from": window["from"],
                    "hours": window["hours"],
                    "cron": cron,
                    "cronsim": answers(lambda: minutes(CronSim(plain, local), start, end)),
                    "croniter": answers(lambda: minutes(croniter(plain, local).all_next(datetime), start, end)),
                }
            )
    return out


cases = json.load(open(sys.argv[1]))
robfig = {(one["zone"], one["from"], one["cron"]): one["due"] for one in json.load(open(sys.argv[2]))["cases"]}
judged = {name: judge(group) for name, group in cases.items()}
for one in judged["changes"] + judged["days"]:
    one["robfig"] = robfig[one["zone"], one["from"], one["cron"]]
versions = {"cronsim": version("cronsim"), "croniter": version("croniter"), "tzdata": version("tzdata")}
lines = [f'"{name}": [\n' + ",\n".join(json.dumps(one) for one in found) + "\n]" for name, found in judged.items()]
print("{\n" + f'"versions": {json.dumps(versions)},\n' + ",\n".join(lines) + "\n}")
