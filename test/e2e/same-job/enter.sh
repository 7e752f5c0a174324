# shellcheck shell=sh
# Sourced by whatever shell the job's image has, first of all: keeps what its process was given, then becomes the probe.
ml=${SLIPWAY_OPT_ML:-/opt/ml}
at=$(mktemp -d)
for file in environ limits oom_score_adj; do cat "/proc/$$/$file" >"$at/$file"; done
# A shell blocks signals of its own while it starts a child, which has those that it was given itself.
cat /proc/self/status >"$at/status"
ls -lL /proc/self/fd >"$at/open" 2>/dev/null
for folder in "$ml/input/data/code" "$ml/processing/code" "$ml/code"; do
  [ ! -e "$folder/probe.sh" ] || code=$folder
done
cp "$code/busybox" "$at/busybox" && chmod 700 "$at/busybox"
# One shell with tools of its own, whatever the image has.
exec "$at/busybox" sh "$code/probe.sh" "$ml" "$at" "$@"
