#!/bin/sh
# generate.sh FOLDER [SEED [HOURS [EVENTS]]]: hourly folders of JSON events, about a fifth of which come twice or more.
# The random numbers are our own (Lehmer, 16807 mod 2^31-1), so that every awk makes the same events of the same seed.
set -eu
folder=$1 seed=${2:-1} hours=${3:-6} events=${4:-2000}
awk -v folder="$folder" -v seed="$seed" -v hours="$hours" -v events="$events" '
function random(n) { state = (state * 16807) % 2147483647; return state % n }
function emit(name, id, hour, second,   line) {
    line = sprintf("{\"id\":\"%s\",\"received\":\"2026-11-01T%02d:%02d:%02d.%03dZ\",\"user\":%d,\"action\":\"%s\"}",
        id, hour, int(second / 60), second % 60, random(1000), user, action[kind])
    print line > name
}
BEGIN {
    state = seed + 1
    split("play pause skip like share", action, " ")
    for (hour = 0; hour < hours; hour++) {
        bucket = sprintf("%s/2026-11-01T%02d", folder, hour)
        system("mkdir -p \"" bucket "\"")
        for (i = 0; i < events; i++) {
            id = sprintf("%02d-%06d-%06x", hour, i, random(16777216))
            user = random(500); kind = 1 + random(5); second = random(3500)
            copies = random(5) == 0 ? 2 + random(2) : 1
            for (copy = 0; copy < copies; copy++)
                emit(bucket "/part-" random(3) ".jsonl", id, hour, second + random(90))
        }
        for (part = 0; part < 3; part++) close(bucket "/part-" part ".jsonl")
    }
}'
