# Sourced by test.sh: the servers that store tests start for themselves (own port, own directory, stopped after).

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
  command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

# Debian starts a server as soon as its package is installed. Only the program is wanted here: nothing may start, now or at boot.
install_quietly() {
  local policy=/usr/sbin/policy-rc.d added=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null && as_root chmod +x "$policy" && added=1
  fi
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$1" </dev/null >>artifacts/apt.log 2>&1
  local result=$?
  [ -z "$added" ] || as_root rm -f "$policy"
  if [ $result = 0 ] && [ -d /run/systemd/system ]; then
    as_root systemctl disable --now "$2" >>artifacts/apt.log 2>&1
  fi
  return $result
}

# server PROGRAM PACKAGE SERVICE: installs the package if the program is missing and this host allows it.
server() {
  command -v "$1" >/dev/null && return
  if can_install; then
    mkdir -p artifacts
    echo "Installing $2 (nothing is started)."
    install_quietly "$2" "$3" ||
      { as_root apt-get -o DPkg::Lock::Timeout=300 update </dev/null >>artifacts/apt.log 2>&1; install_quietly "$2" "$3"; }
  fi
  command -v "$1" >/dev/null || echo "skipped: tests against a real $1, which is not installed here"
}

find_servers() {
  server redis-server redis-server redis-server
  server etcd etcd-server etcd
}
