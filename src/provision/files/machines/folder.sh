# shellcheck shell=bash
# Makes folders with an owner and a mode, and counts what it changed. Sourced after settings.sh.

CHANGES=0

# Says one thing that was done to this machine.
changed() {
  CHANGES=$((CHANGES + 1))
  printf 'changed: %s\n' "$*"
}

# ensure_folder PATH OWNER GROUP MODE: the folder itself only, never what lies in it, which is data in use.
ensure_folder() {
  local path=$1 owner=$2 group=$3 mode=$4 now
  case $path in
    /*/../* | */.. | [!/]* | /) fail "folder $path: give an absolute path below /, without '..'." ;;
  esac
  case $owner$group in
    "" | *[!0-9]*) fail "folder $path: owner and group must be numbers, not '$owner' and '$group'." ;;
  esac
  case $mode in
    [0-7][0-7][0-7][0-7]) ;;
    *) fail "folder $path: the mode must be four octal digits, not '$mode'." ;;
  esac
  if [ -L "$path" ] || { [ -e "$path" ] && [ ! -d "$path" ]; }; then
    fail "$path is there already and is not a folder. Move it away and run this again."
  fi
  if [ ! -d "$path" ]; then
    mkdir -p -- "$path"
    chown "$owner:$group" -- "$path"
    chmod "$mode" -- "$path"
    changed "made $path (owner $owner:$group, mode $mode)"
    return
  fi
  now=$(stat -c '%u:%g %04a' -- "$path")
  if [ "$now" != "$owner:$group $mode" ]; then
    chown "$owner:$group" -- "$path"
    chmod "$mode" -- "$path"
    changed "$path was $now, is $owner:$group $mode"
  fi
}

# ensure_file PATH MODE: standard input becomes the file's content, if it is not so yet.
# FILE_CHANGED says yes or no. Give the input by redirection: in a pipe the count of changes would be lost.
ensure_file() {
  local path=$1 mode=$2 new
  FILE_CHANGED=no
  new=$(mktemp "$path.XXXXXX")
  cat >"$new"
  chmod "$mode" "$new"
  if [ -f "$path" ] && cmp -s "$new" "$path"; then
    rm -f "$new"
    return 0
  fi
  mv -f "$new" "$path"
  # shellcheck disable=SC2034 # read by the scripts that source this one
  FILE_CHANGED=yes
  changed "wrote $path"
}
