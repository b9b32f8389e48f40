#!/usr/bin/env bash
# Debian and Ubuntu: what the tests need beyond npm packages. Chromium drives the page; strace proves that commits reach fsync; age opens our backups;
# libfaketime lets the recorder's clock jump; openssl makes certificates for the proxies; socat makes a serial device.
set -euo pipefail
sudo=''
[ "$(id -u)" -eq 0 ] || sudo=sudo
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v age >/dev/null || missing+=(age)
command -v strace >/dev/null || missing+=(strace)
command -v openssl >/dev/null || missing+=(openssl)
command -v socat >/dev/null || missing+=(socat)
[ -e /usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1 ] || missing+=(libfaketime)
if [ "${#missing[@]}" -gt 0 ]; then
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

# Programs whose packages would start a service are unpacked where the tests look for them, not installed.
unpacked="$HOME/.cache/outlap-programs"
unpack() {
  local program=$1 package=$2 folder
  command -v "$program" >/dev/null && return
  [ -x "/usr/sbin/$program" ] || [ -x "$unpacked/usr/bin/$program" ] || [ -x "$unpacked/usr/sbin/$program" ] && return
  folder=$(mktemp -d)
  (cd "$folder" && (apt-get download -qq "$package" || { $sudo apt-get update -qq && apt-get download -qq "$package"; }))
  mkdir -p "$unpacked"
  dpkg -x "$folder"/*.deb "$unpacked"
  rm -r "$folder"
}
unpack caddy caddy
unpack nginx nginx
unpack promtool prometheus
