# shellcheck shell=sh
# The program of source.yaml, run by the shell that script mode finds.
. ./enter.sh
