#!/bin/sh
# Succeeds when the server on this port of the container answers to the password.
#
#   healthy.sh PORT
set -eu
# The environment of redis-cli alone, so that the password is in no command line.
REDISCLI_AUTH=$(cat "${REDIS_PASSWORD_FILE:-/run/secrets/redis-password}")
export REDISCLI_AUTH
[ "$(redis-cli -h 127.0.0.1 -p "$1" ping)" = PONG ]
