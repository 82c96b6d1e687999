#!/bin/sh
# run.sh IN OUT [spydra options]: one job an hour, one file an hour. SPYDRA is the command to run.
set -eu
here=$(dirname "$0") in=$1 out=$2
shift 2
for hour in "$in"/*/; do
    hour=$(basename "$hour")
    ${SPYDRA:-spydra} submit --spydra-json "$here/spydra.json" "$@" -- \
        -D mapreduce.job.name="dedup $hour" -D mapreduce.job.reduces=1 \
        -D stream.num.map.output.key.fields=2 -D mapreduce.output.textoutputformat.separator= \
        -files "$here/key.awk,$here/first.awk" \
        -input "$in/$hour" -output "$out/$hour" -mapper "awk -f key.awk" -reducer "awk -f first.awk"
done
