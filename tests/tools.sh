#!/bin/sh
# What the tests need beside Python: Node's packages, a Java for the checkers of HTML and EPUB, minisign, exiftool,
# wget, curl, openssl, dash, shellcheck, nginx, Caddy, an ssh server and rsync, a Chromium.
# Uses what is there; else installs it where that can be done without asking (Debian as root, or
# Playwright's own browser); else says what is missing.
set -eu
cd "$(dirname "$0")"
PATH=$PATH:/usr/sbin # where Debian has nginx

have() { command -v "$1" >/dev/null 2>&1; }

# Debian starts a web server as soon as it is installed; the tests start their own
policy=/usr/sbin/policy-rc.d
start_no_services() {
  [ -e "$policy" ] && return 0
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
}

updated=no
provide() { # command, Debian packages…
  command=$1
  shift
  have "$command" && return 0
  if have apt-get && [ "$(id -u)" = 0 ]; then
    [ "$updated" = yes ] || { apt-get update -qq && updated=yes; }
    start_no_services
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null
  fi
  have "$command"
}

missing() {
  echo "tests: $1 is missing and could not be installed; install it and run make test again" >&2
  exit 1
}

provide npm nodejs npm || missing "Node.js with npm"
provide java default-jre-headless || missing "a Java runtime"
provide minisign minisign || missing "minisign"
provide dash dash || missing "dash"
provide shellcheck shellcheck || missing "shellcheck"
provide exiftool libimage-exiftool-perl || missing "exiftool"
provide wget wget || missing "wget"
provide nginx nginx || missing "nginx"
provide caddy caddy || missing "Caddy"
provide curl curl || missing "curl"
provide openssl openssl || missing "openssl"
provide rsync rsync || missing "rsync"
provide sshd openssh-server || missing "an ssh server"
[ "$(id -u)" != 0 ] || provide setpriv util-linux || missing "setpriv"
npm ci --silent --ignore-scripts

# without a window, a page takes half of the time
if ! provide chromium-headless-shell chromium-headless-shell fonts-dejavu-core 2>/dev/null &&
  ! have chromium && ! have chromium-browser && ! have google-chrome; then
  provide chromium chromium fonts-dejavu-core ||
    ../.venv/bin/python -m playwright install chromium ||
    missing "Chromium"
fi
