#!/bin/sh
# Copies the database while the bot runs, and keeps the newest 14 copies: backup.sh DATABASE FOLDER
set -eu
umask 077
mkdir -p "$2"
sqlite3 "$1" ".backup '$2/moderation-$(date -u +%Y%m%dT%H%M%SZ).sqlite'"
ls -1t "$2"/moderation-*.sqlite | tail -n +15 | while read -r old; do rm -- "$old"; done
