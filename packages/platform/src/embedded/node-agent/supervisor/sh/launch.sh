#!/bin/sh
# launch.sh NAME.COUNT ATTEMPT USERS: becomes one container's program, after it has told who it is. USERS is not empty where
# descriptor 5 is the namespace of the pod's own users.
. ./identity.sh
for found in "state/$1.run "*; do [ ! -e "$found" ] || exit 125; done
identify $$
# shellcheck disable=SC2154
true 2>/dev/null >"state/$1.run $identity" || exit 125
[ ! -e "state/stop.$2" ] || exit 143
# When memory is short the kernel shall take this before the server.
{ echo 800 >"/proc/$$/oom_score_adj"; } 2>/dev/null
# Its standard output is a pipe with a name, which every user may open again.
# shellcheck disable=SC2034
output=open users=$3 count=${1##*.}
. ./confine.sh
confine "containers/${1%.*}/limits"
# shellcheck disable=SC1090
. "./containers/${1%.*}/command"
