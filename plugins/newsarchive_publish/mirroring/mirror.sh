#!/bin/sh
# mirror.sh: make and renew a mirror of an archive, and check every byte of it.
#
#     mirror.sh [-q] [-m NUMBER] ORIGIN FOLDER KEY...   for a signed archive
#     mirror.sh [-q] -u ORIGIN FOLDER                   for one without signatures
#
# ORIGIN is the address of the archive or of another mirror of it. A web server serves FOLDER/current. Each KEY is a
# public key of minisign; -m says how many of them must have signed (by default one). With -q it says nothing if nothing
# is new, as cron wants it. It needs curl (7.66 or later), minisign (0.10 or later), sha256sum, and what every Unix has.
# Run it by hand, by cron or by systemd, as a user who owns FOLDER and nothing else. At the first run FOLDER must be empty
# or new; the file .mirror marks it as the mirror's. Read it before you run it: it runs nothing that it downloads.
#
# The order of things: STATE with its signatures; then CHAIN and SHA256SUMS, whose digests STATE has; then the files
# that differ, into FOLDER/stage; then every file there is checked, also those that did not change. Only if all are
# right, the stage becomes FOLDER/copies/NUMBER-DIGEST, and the symbolic link FOLDER/current is replaced by rename(2),
# so that no reader ever sees half a copy. Then the earlier copy is removed, with everything that was withdrawn since.
# If anything fails, the mirror stays as it was, and the next run goes on with what is in the stage.
#
# If nothing is new, it reads every file of the copy once a day (FOLDER/checked has the time of the last check) and
# fetches what is damaged or missing, in the same order.
#
# It refuses an ORIGIN that is older than the mirror, that continues another history (a fork), or that too few of the
# keys have signed. It says when a publication is late (with -q once a day). It follows no redirect.
#
# Exit status: 0 the mirror has the publication of ORIGIN, and every file was right when it was last checked, less than
# a day ago; 1 it could not be renewed or mended; 2 wrong arguments; 3 ORIGIN was refused.

# shellcheck disable=SC2015,SC2094,SC3045 # A && B || C is meant so; cmp and ulimit -c are used as all shells have them
set -eu
LC_ALL=C
export LC_ALL
umask 022
unset CDPATH

# --- limits; the environment may set others --------------------------------------------------------------------
seconds=${MIRROR_SECONDS:-21600}             # for a run
file_seconds=${MIRROR_FILE_SECONDS:-1800}    # for a file
silence=${MIRROR_SILENCE:-20}                # for 500 bytes a second
file_bytes=${MIRROR_FILE_BYTES:-268435456}   # of a file: 256 MB
all_kilobytes=${MIRROR_KILOBYTES:-16777216}  # of all files: 16 GB
most_files=${MIRROR_FILES:-300000}           # in the list
parallel=${MIRROR_PARALLEL:-4}               # files at once
batch=64                                     # files for one run of curl

say() { printf 'mirror.sh: %s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
refuse() { say "refused: $*" >&2; [ ! -h current ] || say "the mirror stays as it was" >&2; exit 3; }
usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

required='' unsigned=no quiet=no
while getopts m:qu option; do
  case $option in
    m) required=$OPTARG ;;
    q) quiet=yes ;;
    u) unsigned=yes ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -ge 2 ] || usage
origin=${1%/} folder=$2
case $folder in '') usage ;; /*) ;; *) folder=./$folder ;; esac # not "-", which means another folder to cd
shift 2
keys=$*
case $origin in
  http://* | https://*) ;;
  *) say "ORIGIN must begin with https:// or http://" >&2; exit 2 ;;
esac
case $origin in
  *[!A-Za-z0-9:/._~%-]*) say "ORIGIN has a character that the address of an archive cannot have" >&2; exit 2 ;;
esac
if [ $unsigned = yes ]; then
  [ $# = 0 ] || { say "-u is for an archive without signatures: give no KEY" >&2; exit 2; }
  required=0
else
  [ $# -ge 1 ] || { say "give the public key of the archive (KEY), or -u if it has none" >&2; exit 2; }
  required=${required:-1}
  case $required in '' | *[!0-9]*) usage ;; esac
  [ "$required" -ge 1 ] && [ "$required" -le $# ] || { say "-m must be from 1 to the number of keys" >&2; exit 2; }
fi
for key in $keys; do
  case $key in
    RW*[!A-Za-z0-9+/]* | [!R]* | R[!W]*) say "not a public key of minisign: $key" >&2; exit 2 ;;
  esac
  [ ${#key} -eq 56 ] || { say "not a public key of minisign: $key" >&2; exit 2; }
done
# bytes 3 to 10 of a key are its number, which nobody signs: keys that differ in nothing else are one
body_of() { printf '%s\n' "$1" | base64 -d | od -An -tx1 -v | tr -d ' \n' | cut -c21-; }
for tool in curl sha256sum $([ $unsigned = yes ] || echo minisign) od base64; do
  command -v "$tool" >/dev/null || fail "$tool is missing: install it and run this again"
done
[ "$(for key in $keys; do body_of "$key"; done | sort -u | wc -l)" -eq $# ] || { say "a KEY is given twice" >&2; exit 2; }
case $0 in /*) program=$0 ;; *) program=$PWD/$0 ;; esac
mkdir -p "$folder" && cd "$folder" && here=$(pwd -P) || fail "the folder cannot be made or entered: $folder"

# --- nothing but the mirror's own ----------------------------------------------------------------------------------
require_own() { # places that must be no links, since what they lead to would be deleted; those of root must be root's
  for each; do
    [ ! -h "$each" ] || fail "$each is a symbolic link: remove it"
    [ ! -e "$each" ] || [ "$(id -u)" != 0 ] || [ -z "$(find "$each" -prune ! -user 0)" ] ||
      fail "$folder belongs to another user: run this as that user, not as root"
  done
}
is_copy() { # the name of a copy that this script has made
  plain=${1%-mended}
  expr "$plain" : 'copies/[1-9][0-9]*-[0-9a-f]\{16\}$' >/dev/null
}
require_own . .mirror
if [ ! -f .mirror ]; then
  [ -z "$(find . ! -name . -prune ! -name lost+found)" ] ||
    fail "$folder is not empty, and no mirror (it has no file .mirror): give the mirror a folder of its own"
  : >.mirror
fi
require_own checked told copies stage stage/site copies/*
if [ -h current ]; then
  is_copy "$(readlink current)" && [ -d current ] ||
    fail "current does not lead to one of copies/ by its plain name: make it again with ln -sfn copies/NAME current"
elif [ -e current ]; then
  fail "current is not the symbolic link that this script makes: give it another FOLDER"
fi

# --- one run at a time -------------------------------------------------------------------------------------------
# With flock(1) the kernel knows who is at work. Elsewhere the file lock has the number of the process; ln makes it whole
# or not at all. One whose process is gone is stale, and so is one that is a day old: after a restart its number may be
# another program's. Only who has lock.taking may remove a stale one.
now() { date +%s; }
ends=$(($(now) + seconds))
holder() { sed -n '1s/^\([0-9][0-9]*\)$/\1/p' "$1" 2>/dev/null || :; }
busy() { fail "another run is at work${1:+: process $1}"; }
is_stale() {
  pid=$(holder lock) # none if its run has just ended: then nothing is to be removed
  { [ -n "$pid" ] && ! kill -0 "$pid" 2>/dev/null; } || [ -n "$(find lock -prune -mtime +0 2>/dev/null)" ]
}
mine=no
leave() {
  [ $mine = no ] || [ ! -d "$work" ] || rm -rf "$work"
  rm -f "lock.$$"
  [ "$(holder lock)" != $$ ] || rm -f lock
  [ "$(holder lock.taking)" != $$ ] || rm -f lock.taking
}
work=stage/lists.$$ site=stage/site
trap leave EXIT
trap 'exit 1' HUP INT TERM
if command -v flock >/dev/null; then
  exec 9>>.mirror
  flock -n 9 || busy
else
  require_own lock lock.taking
  [ ! -d lock ] || fail "lock is a folder: remove it"
  echo $$ >"lock.$$"
  if ! ln "lock.$$" lock 2>/dev/null; then
    is_stale || busy "$(holder lock)"
    ln "lock.$$" lock.taking 2>/dev/null || busy "$(holder lock.taking) (if there is none, remove $here/lock.taking)"
    ! is_stale || rm -f lock
    ln "lock.$$" lock 2>/dev/null || busy "$(holder lock)"
    rm -f lock.taking
  fi
  rm -f "lock.$$"
fi
mine=yes
[ ! -d stage ] || rm -rf stage/lists.*
mkdir -p $work copies
# marks of a day to come are of a clock that was ahead: until then, nothing would be checked
for each in checked told; do
  [ -z "$(find "$each" -prune -newer $work 2>/dev/null)" ] || rm -f "$each"
done
require_own copies stage stage/site copies/* # also after another run

# --- fetching, within the limits -----------------------------------------------------------------------------------
# No -L: a redirect is no answer. ulimit -f (in blocks of 512 bytes) also ends a body that never does.
files=1 # that one run of curl fetches
fetch_all() ( # the number of bytes that a file may have; more options of curl
  most=$1
  shift
  left=$((ends - $(now)))
  [ $left -gt 0 ] || exit 1
  # so that even if each of the files takes as long as it may, all of them end in time
  share=$((left * 1000 / ((files + parallel - 1) / parallel)))
  [ $share -lt $((file_seconds * 1000)) ] || share=$((file_seconds * 1000))
  ulimit -c 0
  ulimit -f $(((most + 511) / 512))
  exec curl -q --silent --fail --globoff --path-as-is --proto =http,https --user-agent mirror.sh \
    --connect-timeout "$silence" --speed-time "$silence" --speed-limit 500 \
    --max-time "$(printf %d.%03d $((share / 1000)) $((share % 1000)))" --max-filesize "$most" "$@"
)
fetch() { # path, file, largest size in bytes
  rm -f "$2"
  code=$(fetch_all "$3" --output "$2" --write-out '%{http_code}' "$origin/$1" 2>/dev/null) || { rm -f "$2"; return 1; }
  [ "$code" = 200 ] && [ -f "$2" ] && [ "$(wc -c <"$2")" -le "$3" ] || { rm -f "$2"; return 1; }
}

# --- signatures ------------------------------------------------------------------------------------------------------
# A site with one key has FILE.minisig; with several, each has FILE.NUMBER.minisig. Which of them a mirror knows is its
# own decision, so both places are tried. The number of a key is in its second to ninth byte, the last first.
number_of() {
  printf '%s\n' "$1" | base64 -d | od -An -tx1 -v | tr -d ' \n' | cut -c5-20 |
    sed 's/\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)/\8\7\6\5\4\3\2\1/' | tr abcdef ABCDEF
}
suffixes_of() { # the likelier place first
  if [ "$keys" = "$1" ]; then
    printf '%s\n' .minisig ".$(number_of "$1").minisig"
  else
    printf '%s\n' ".$(number_of "$1").minisig" .minisig
  fi
}
latest='' # a day instead of today
meant='' # what the signed comment must say before the day, if that is not empty; the day may not be in the future
signed_by() { # key, file, signature: whether it is valid; what was signed with it is in $comment
  comment=$(minisign -V -H -Q -P "$1" -m "$2" -x "$3" 2>/dev/null) || return 1
  [ -n "$meant" ] || return 0
  case $comment in "$meant"[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]) ;; *) return 1 ;; esac
  day=$(printf %s "${comment#"$meant"}" | tr -d -)
  [ "$day" -le "${latest:-$(TZ=EAST-14 date +%Y%m%d)}" ] # where the day begins first
}
fetch_signatures() { # path on the site, file: put the valid signatures beside the file; count them in $signed
  signed=0
  for key in $keys; do
    for suffix in $(suffixes_of "$key"); do
      if signed_by "$key" "$2" "$2$suffix" 2>/dev/null; then
        signed=$((signed + 1))
        break
      fi
      if fetch "$1$suffix" $work/signature 16384 && signed_by "$key" "$2" $work/signature; then
        own=$(suffixes_of "$key" | head -n 1) # two keys may not take one place
        [ "$suffix" = "$own" ] || [ -e "$2$suffix" ] || cp $work/signature "$2$suffix"
        mv -f $work/signature "$2$own"
        signed=$((signed + 1))
        break
      fi
    done
  done
}

# --- what the site claims --------------------------------------------------------------------------------------------
digest_of() { sha256sum <"$1" | cut -c1-64; }
is_plain() { tr -d '\000-\011\013-\037\177' <"$1" | cmp -s - "$1" && [ -z "$(tail -c 1 "$1")" ]; }
field() { sed -n "$2s/^$3: //p" "$1"; } # file, number of the line, name
number_in() { field "$1" 2 number; }
require_state() { # refuse what is not exactly a STATE
  is_plain "$1" && awk '
    BEGIN { good = 1; hex = "[0-9a-f]"; for (i = 1; i < 64; i++) hex = hex "[0-9a-f]"
            day = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]" }
    function need(pattern) { if ($0 !~ "^" pattern "$") good = 0 }
    NR == 1 { heading = $0 }
    NR == 2 { need("number: [1-9][0-9]*"); number = substr($0, 9); if (length(number) > 9) good = 0
              tail = ", publication " number
              if (substr(heading, length(heading) - length(tail) + 1) != tail) good = 0 }
    NR == 3 { need("day: " day) }
    NR == 4 { need("address: [^ ]+") }
    NR == 5 { need("commit: (none|[0-9a-f]+)") }
    NR == 6 { need("next by: " day) }
    NR == 7 { need("previous: (none|" hex ")"); if ((number == 1) != ($0 == "previous: none")) good = 0 }
    NR == 8 { need(hex "  SHA256SUMS") }
    NR == 9 { need(hex "  CHAIN") }
    NR > 9 { need(hex "  [^ ].*") }
    END { exit !(good && NR > 8) }' "$1"
}
require_chain() { # CHAIN must be whole, end before STATE, and have the STATE of this mirror in its place, if there is one
  [ "$(digest_of $work/CHAIN)" = "$(sed -n '9s/ .*//p' $work/STATE)" ] || refuse "CHAIN is not the one that STATE names"
  is_plain $work/CHAIN && awk -v last="$1" -v previous="$(field $work/STATE 7 previous)" '
    BEGIN { good = 1 }
    NR == 1 { if ($0 != "# Earlier publications: number, day, SHA-256 of STATE") good = 0; next }
    { if (NF != 3 || $1 != NR - 1 || $2 !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/) good = 0
      if (length($3) != 64 || $3 !~ /^[0-9a-f]+$/) good = 0
      state = $3 }
    END { exit !(good && NR == last && (NR == 1 || state == previous)) }' $work/CHAIN ||
    refuse "CHAIN does not lead to publication $1"
}
# The names that a publication may have, and what none has because servers would run it. Names at the
# root and in .well-known prove to others who owns a host, so that only known ones may be there: this host is yours.
published='(index\.html|404\.html|robots\.txt|sitemap(-[0-9]+)?\.xml|sha256sums\.unlisted|\.well-known/security\.txt|search/(facets|guess|search|suggest)\.js|data/citation\.cff|server/(caddyfile|headers|redirects|torrc|nginx\.conf|mirror\.(caddyfile|nginx\.conf|sh)|archive-mirror\.(service|timer))|([^./][^/]*/)*[^./][^/]*\.(css|csv|tsv|bib|jsonl|avif|jpe?g|png|webp|pdf|epub|zip|wacz|woff)|([^./][^/]*/)+([^./][^/]*\.(html|json|txt)|([^./][^/]*-)?feed\.xml))'
strange='\.(php[0-9]*|phps|pht|phtml|phar|cgi|shtml|asp|aspx|ashx|asmx|jsp|jspx|cfm|minisig)[./]|^search/.*\.html$|^(state|chain|sha256sums|mirrors\.json|_headers|_redirects)(\.[^/]*)?/'
require_names() { # SHA256SUMS: only names that a publication may have, and none twice; print the line of another
  is_plain "$1" && published="^$published\$" strange=$strange awk -v most="$most_files" '
    function wrong(why) { print "line " NR ": " why; found = 1; exit 1 }
    { digest = substr($0, 1, 64); name = substr($0, 67); low = tolower(name)
      if (digest !~ /^[0-9a-f]+$/ || length(digest) != 64 || substr($0, 65, 2) != "  ") wrong("malformed")
      if (name ~ /\\/ || low !~ ENVIRON["published"] || low ~ ENVIRON["strange"]) wrong("a name that no publication has")
      for (i = split(name, part, "/"); i; i--) if (length(name) > 1000 || length(part[i]) > 255) wrong("a name that is too long")
      if (name in file || name in above) wrong("a name that stands twice")
      file[name] = 1
      for (place = name; sub(/\/[^\/]*$/, "", place);) { if (place in file) wrong("a file that is a folder"); above[place] = 1 }
      if (NR > most) wrong("too many files") }
    END { if (!found && NR == 0) { print "it is empty"; exit 1 } }' "$1"
}

# By an element of a page, too, others recognise the owner of a host, so that there may be only those of our templates,
# in pages that begin as ours. Each of awk's records begins behind a <.
elements='(meta (charset="utf-8"|http-equiv="(Content-Security-Policy|refresh)" content="[^"]*"|name="(viewport|description|referrer|color-scheme|theme-color|robots|twitter:card|dcterms\.modified|DC\.type|citation_[a-z_]+)"( media="[^"]*")? content="[^"]*"|property="(og|article):[a-z_:]+" content="[^"]*")|script (type="application/ld\+json"|src="(\.\./)*search/search\.js" defer))'
foreign() { # print the first page of the stage that has another element
  (cd $site && elements="^$elements>" find . -name '*.[Hh][Tt][Mm][Ll]' -exec awk '
    BEGIN { RS = "<" }
    (FNR == 1 && $0 != "") || (FNR == 2 && $0 !~ /^!DOCTYPE html>/) ||
    (tolower(substr($0, 1, 6)) ~ /^(meta|script)/ && $0 !~ ENVIRON["elements"]) {
      print FILENAME ": <" substr($0, 1, 60); exit }' {} +) | tr -c '\n -~' '?' | sed 1q
}

# --- what the mirror has -----------------------------------------------------------------------------------------------
has=0
if [ -h current ]; then
  require_state current/STATE || fail "current/STATE is damaged: remove the link current, and this script will begin anew"
  has=$(number_in current/STATE)
fi
tidy() { # remove every copy but the current one
  kept=$(readlink current)
  for each in copies/*; do
    [ "$each" = "$kept" ] || ! is_copy "$each" || rm -rf "$each"
  done
}
in_last_day() { [ -n "$(find "$1" -prune -mtime -1 2>/dev/null)" ]; }
is_whole() { # every file of the copy is as STATE says
  (cd current && sed 1,7d STATE | sha256sum -c - SHA256SUMS) >/dev/null 2>&1
}
say_age() { # a file STATE
  [ $quiet = no ] || ! in_last_day told || return 0
  due=$(field "$1" 6 'next by')
  if [ "$(date -u +%Y%m%d)" -gt "$(printf %s "$due" | tr -d -)" ]; then
    [ $quiet = no ] || : >told
    say "LATE: the next publication was due by $due: there may be a newer one that $origin does not have"
  fi
  if [ "$(date -u +%Y%m%d)" -lt "$(field "$1" 3 day | tr -d -)" ]; then
    say "publication $(number_in "$1") is dated after today: if the clock of this machine is right, the publisher's was ahead"
  fi
}
renew_list() { # mirrors.json, the list of mirrors, has signatures of its own and may be renewed without a publication
  meant="$(field $work/STATE 4 address) mirrors.json "
  before=$(day_of "$1/mirrors.json") after=''
  # one of an earlier address, or by keys that are no longer trusted, goes, and none only because this clock is wrong
  [ -n "$(latest=99999999; day_of "$1/mirrors.json")" ] || [ $unsigned = yes ] || rm -f "$1"/mirrors.json*
  if fetch mirrors.json $work/mirrors.json 1048576; then
    fetch_signatures mirrors.json $work/mirrors.json
    after=$(day_of $work/mirrors.json)
  fi
  meant=''
  [ -e $work/mirrors.json ] || return 0
  [ "$signed" -ge "$required" ] || { say "mirrors.json was not taken: too few valid signatures"; return 0; }
  [ "${after:-0}" -ge "${before:-0}" ] || { say "mirrors.json was not taken: it is older than this mirror's"; return 0; }
  [ "${after:-0}" -gt "${before:-0}" ] || [ -z "$before" ] || cmp -s $work/mirrors.json "$1/mirrors.json" ||
    { say "mirrors.json was not taken: it is another one of the same day"; return 0; }
  if ! cmp -s $work/mirrors.json "$1/mirrors.json"; then
    say "mirrors.json is renewed"
    rm -f "$1"/mirrors.json*.minisig
  fi
  for each in "$work"/mirrors.json*; do
    cmp -s "$each" "$1/${each##*/}" || mv "$each" "$1/"
  done
}
day_of() { # the day of a list of mirrors, as a number: the latest that as many keys as are required have signed, or a later
  [ "$required" -gt 0 ] || return 0
  for key in $keys; do
    for suffix in $(suffixes_of "$key"); do
      ! signed_by "$key" "$1" "$1$suffix" || { echo "$day"; break; }
    done
  done | sort -rn | sed -n "${required}p"
}

# --- 1. STATE and who signed it ------------------------------------------------------------------------------------------
fetch STATE $work/STATE 1048576 || fail "$origin/STATE could not be fetched: the mirror stays as it was"
fetch_signatures STATE $work/STATE
if [ $unsigned = yes ]; then
  [ $quiet = yes ] || say "nothing is signed: whoever controls $origin or the way to it decides what this mirror shows"
elif [ "$signed" -lt "$required" ]; then
  refuse "STATE has $signed valid signatures of these keys, and $required are required"
fi
require_state $work/STATE || refuse "STATE is malformed"
number=$(number_in $work/STATE) state=$(digest_of $work/STATE)
copy=copies/$number-$(printf %s "$state" | cut -c1-16)

# --- 2. newer, the same, older or a fork -----------------------------------------------------------------------------------
if [ "$has" -gt "$number" ]; then
  refuse "$origin has publication $number, which is older than this mirror's $has"
fi
if [ "$has" = "$number" ]; then
  cmp -s $work/STATE current/STATE || refuse "a fork: $origin has another publication $number than this mirror"
  for each in "$work"/STATE.*; do # signatures that were added since
    [ ! -e "$each" ] || cmp -s "$each" "current/${each##*/}" || mv -f "$each" current/
  done
  if in_last_day checked || { is_whole && : >checked; }; then
    renew_list current
    tidy
    rm -rf stage
    [ $quiet = yes ] || say "publication $number of $(field current/STATE 3 day): nothing new"
    say_age current/STATE
    exit 0
  fi
  say "files of this mirror are damaged or missing: they are fetched again" >&2
  # the copy is replaced as by a new publication, so it needs another name
  [ "$(readlink current)" != "$copy" ] || copy=$copy-mended
fi
fetch CHAIN $work/CHAIN 16777216 || fail "$origin/CHAIN could not be fetched: the mirror stays as it was"
require_chain "$number"
if [ "$has" -gt 0 ] && [ "$has" -lt "$number" ] && ! grep -q "^$has .* $(digest_of current/STATE)\$" $work/CHAIN; then
  refuse "a fork: publication $has of $origin is another one than this mirror's"
fi

# --- 3. the list of files ----------------------------------------------------------------------------------------------------
fetch SHA256SUMS $work/SHA256SUMS 33554432 || fail "$origin/SHA256SUMS could not be fetched: the mirror stays as it was"
[ "$(digest_of $work/SHA256SUMS)" = "$(sed -n '8s/ .*//p' $work/STATE)" ] ||
  refuse "SHA256SUMS is not the one that STATE names"
wrong=$(require_names $work/SHA256SUMS) || refuse "SHA256SUMS has a name that is not allowed (${wrong:-control characters})"
sort $work/SHA256SUMS >$work/wanted
sed 1,9d $work/STATE | sort >$work/alone
[ -z "$(comm -23 $work/alone $work/wanted)" ] || refuse "STATE and SHA256SUMS contradict each other"

# --- 4. the stage: what is there already, by hard links, then what differs -----------------------------------------------------
if [ ! -d $site ] && [ -d "$copy" ]; then # a run was killed before the last step
  mv "$copy" $site
elif [ ! -d $site ] && [ "$has" -gt 0 ]; then
  mkdir $site
  cp -RPl current/. $site 2>/dev/null || { rm -rf $site && mkdir $site && cp -RP current/. $site; }
fi
mkdir -p $site
# names for xargs: each character that means something to it has a backslash; ./ keeps every name below the stage
quoted() { sed 's/[^A-Za-z0-9._/-]/\\&/g; s|^|./|'; }
remove() { # a list of names: remove these files from the stage
  [ ! -s "$1" ] || (quoted <"$1" | (cd $site && xargs -n 100 rm -f))
}
sums_of() { # a list of names: print their digests as sha256sum would in the stage; those that are missing are left out
  [ ! -s "$1" ] || (quoted <"$1" | (cd $site && xargs -n 100 sha256sum 2>/dev/null) | sed 's|^\(.\{64\}  \)\./|\1|' | sort) || :
}
check() { # write the lines that are wrong or missing to $work/needed, and remove what is wrong or in no list
  (
    cd -P $site && [ "$(pwd -P)" = "$here/$site" ] || fail "$here/$site leads elsewhere: remove it"
    find . ! -type d ! -type f -exec rm -f {} +
    find . -type f | sed 's|^\./||' | sort
  ) >$work/there || exit 1
  cut -c67- $work/wanted | sort >$work/names
  comm -23 $work/there $work/names >$work/strays
  remove $work/strays
  comm -12 $work/there $work/names >$work/known
  sums_of $work/known >$work/have
  comm -13 $work/have $work/wanted >$work/needed
  comm -23 $work/have $work/wanted | cut -c67- >$work/damaged
  remove $work/damaged
}
configured() { # lines of a list -> what curl reads; an address has each byte that is not plain as %XX
  awk -v origin="$origin" -v folder=$site -v by_folder="$1" '
    BEGIN { for (i = 1; i < 256; i++) code[sprintf("%c", i)] = sprintf("%%%02X", i) }
    { name = place = substr($0, 67)
      if (by_folder == "yes" && !sub(/(^|\/)index\.html$/, "", place)) sub(/\.html$/, "", place)
      else if (place != name && place != "") place = place "/"
      address = ""
      for (i = 1; i <= length(place); i++) {
        letter = substr(place, i, 1)
        address = address (letter ~ /[A-Za-z0-9._~\/-]/ ? letter : code[letter])
      }
      gsub(/"/, "\\\"", name)
      print "url = \"" origin "/" address "\""
      print "output = \"" folder "/" name "\"" }'
}
fetch_needed() { # by_folder: fetch what is in $work/needed; give up if a whole batch brings nothing
  rm -rf $work/batches
  mkdir $work/batches
  split -a 5 -l $batch $work/needed $work/batches/
  size=$(du -sk $site | cut -f1)
  for each in "$work"/batches/*; do
    [ -s "$each" ] || continue
    came=no
    while [ -s "$each" ]; do
      [ "$(now)" -lt "$ends" ] || fail "no more time: the next run goes on from here"
      require_room
      # as many files as there is room for, even if each is as large as it may be
      files=$(((all_kilobytes - size) / (file_bytes / 1024 + 1)))
      [ $files -ge 1 ] || files=1
      sed "${files}q" "$each" | sort >$work/batch
      sed "1,${files}d" "$each" >$work/rest
      mv -f $work/rest "$each"
      fetch_batch "$1"
    done
    [ $came = yes ] || break
  done
  require_room
}
require_room() { [ "$size" -le "$all_kilobytes" ] || fail "these are more than $all_kilobytes KB: the mirror stays as it was"; }
fetch_batch() { # by_folder: fetch what is in $work/batch; remove what is wrong, and add the rest to $size
  files=$(wc -l <$work/batch)
  configured "$1" <$work/batch >$work/curl
  fetch_all "$file_bytes" --create-dirs --parallel --parallel-max "$parallel" --config $work/curl >/dev/null 2>&1 || :
  files=1
  cut -c67- $work/batch >$work/known
  sums_of $work/known >$work/have
  comm -13 $work/batch $work/have | cut -c67- >$work/damaged
  remove $work/damaged
  comm -12 $work/batch $work/have | cut -c67- >$work/got
  [ -s $work/got ] || return 0
  came=yes
  size=$((size + $(quoted <$work/got | (cd $site && xargs -n 100 du -k) | awk '{ sum += $1 } END { print sum + 0 }')))
}
check
need=$(wc -l <$work/needed)
fetch_needed no
check
# hosts that lead from a/index.html to a/ and from b.html to b, and a second try for everything else
[ ! -s $work/needed ] || { fetch_needed yes; check; }
if [ -s $work/needed ]; then
  say "missing or altered on $origin: $(wc -l <$work/needed) of the files, first of all:" >&2
  head -n 3 $work/needed | cut -c67- | tr -c '\n -~' '?' >&2
  fail "the mirror stays as it was; the next run goes on from here"
fi

alien=$(foreign)
[ -z "$alien" ] || refuse "a page has an element that no publication has: $alien"

# --- 5. what no list names --------------------------------------------------------------------------------------------------------
while IFS= read -r line; do # files that travel alone have signatures beside them
  path=${line#*  }
  case $path in *[!A-Za-z0-9._/-]*) continue ;; esac
  if [ -d current ]; then
    for each in "current/$path".*minisig; do
      [ ! -f "$each" ] || cp "$each" "$site/${each#current/}"
    done
  fi
  for each in "$site/$path".*minisig; do # those of an earlier form of the file go
    [ -f "$each" ] || continue
    valid=no
    for key in $keys; do
      ! signed_by "$key" "$site/$path" "$each" || valid=yes
    done
    [ $valid = yes ] || rm -f "$each"
  done
  [ $unsigned = yes ] || fetch_signatures "$path" "$site/$path"
done <$work/alone
# static hosts are ruled by these two: who runs the mirror has put them into FOLDER, and no publication changes them
for each in _headers _redirects; do
  [ ! -f $each ] || cp $each $site/
done
if [ "$has" -gt 0 ]; then
  for each in current/mirrors.json*; do
    [ ! -f "$each" ] || cp "$each" $site/
  done
fi
renew_list $site
cp $work/STATE* $work/CHAIN $work/SHA256SUMS $site/

# --- 6. the swap -------------------------------------------------------------------------------------------------------------------
changed='' # of what volunteers have installed
for each in mirror.sh archive-mirror.service archive-mirror.timer mirror.nginx.conf mirror.Caddyfile torrc headers redirects; do
  case $each in headers | redirects) [ -f "_$each" ] || continue ;; esac
  [ "$has" = 0 ] || [ ! -f $site/server/$each ] || cmp -s $site/server/$each current/server/$each ||
    changed="$changed $each"
done
find $site -depth -type d -exec rmdir {} + 2>/dev/null || :
chmod -R u+rwX,go+rX,go-w $site
# one time for all files, as those of the publication have: its day, and as many seconds as its number
when=$(field $site/STATE 3 day | tr -d -)
when=$when$(awk -v n="$number" 'BEGIN { printf "%02d%02d.%02d", n / 3600 % 24, n / 60 % 60, n % 60 }')
(cd $site && TZ=UTC0 find . -type f -exec touch -t "$when" {} +)
rm -rf "$copy"
mv $site "$copy"
rm -f current.new
ln -s "$copy" current.new
# GNU and busybox have -T, the BSDs and macOS -h: without it the link would be moved into the folder
mv -f -T current.new current 2>/dev/null || mv -f -h current.new current
tidy
rm -rf stage
: >checked
say "publication $number of $(field current/STATE 3 day) is in place: $need of $(wc -l <current/SHA256SUMS) files were fetched"
[ -z "$changed" ] || say "these have changed; nothing changes on this machine until you install them again. What is new in each:"
for each in $changed; do
  case $each in
    mirror.sh) installed=$program ;;
    *.service | *.timer) installed=/etc/systemd/system/$each ;;
    mirror.nginx.conf) installed=/etc/nginx/sites-available/archive ;;
    mirror.Caddyfile) installed=/etc/caddy/Caddyfile ;;
    headers | redirects) installed=$PWD/_$each ;;
    *) installed=/etc/tor/$each ;;
  esac
  say "diff '$installed' '$PWD/current/server/$each'"
  [ "$each" != mirror.nginx.conf ] ||
    say "if you copy these rules again, you overwrite what certbot wrote: run certbot --nginx again after that"
done
say_age current/STATE
