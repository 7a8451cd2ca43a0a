#!/bin/sh
# Starts redis-server or redis-sentinel with a configuration made of a file, some
# lines, and the password of the secret file, which is thus in no command line
# and no environment.
#
#   start.sh redis-server|redis-sentinel FILE [LINE …]
#
# The result lies in REDIS_CONFIG_DIR, readable for this user only. One that is
# there already is kept, because a failover writes into it who the primary is: so a
# volume keeps it, and memory (/run/redis) gives a new one with each start.
set -eu
umask 077

program=$1 template=$2
shift 2
secret=${REDIS_PASSWORD_FILE:-/run/secrets/redis-password}
config=${REDIS_CONFIG_DIR:-/run/redis}/${template##*/}

if [ ! -s "$config" ]; then
	password=$(cat "$secret")
	# It is in quotes, which a quote or a backslash in it would break.
	case $password in
	'')
		echo "$secret is empty; put a password into it, such as: openssl rand -hex 32" >&2
		exit 1
		;;
	*[!A-Za-z0-9._~+/=-]*)
		echo "$secret may contain the characters A-Z a-z 0-9 . _ ~ + / = and - in one line, but it has another one; create it again with: openssl rand -hex 32" >&2
		exit 1
		;;
	esac
	{
		cat "$template"
		for line in "$@"; do
			printf '%s\n' "$line"
		done
		printf 'requirepass "%s"\n' "$password"
		case $program in
		*redis-sentinel) printf 'sentinel sentinel-pass "%s"\nsentinel auth-pass authelia "%s"\n' "$password" "$password" ;;
		*) printf 'masterauth "%s"\n' "$password" ;;
		esac
	} >"$config.new"
	# Its name comes last, so that a start that was cut off leaves no half of one.
	mv "$config.new" "$config"
fi
exec "$program" "$config"
