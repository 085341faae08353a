# shellcheck shell=bash
# Reads the bundle's data files. Sourced by the scripts beside it; does nothing by itself.
#
# A data file is read as text, never sourced, though it looks like shell. So a line that is no setting is an
# error with its number and not a command that runs, a file cannot set PATH or IFS, and a misspelt or a missing
# key is found before anything is done. Works in bash 3.2, the one that macOS has.

# The two escapes inside a quoted value. The writer makes no others:
# a quote ends the string, stands escaped, and the string goes on; a newline stands as $'\n'.
# shellcheck disable=SC1003
readonly quote_escape="'\\''"
readonly newline_escape="'\$'\\n''"
readonly newline=$'\n'

# Says what is wrong, and ends the script.
fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Takes the quotes off $1 and leaves the value in UNQUOTED. Status 1 when $1 is no quoted value.
unquote() {
  local text=$1 quote="'" rest
  case $text in
    "'"*"'") ;;
    *) return 1 ;;
  esac
  [ "${#text}" -ge 2 ] || return 1
  text=${text#"$quote"}
  text=${text%"$quote"}
  # Any quote that belongs to neither escape means that the value ended early.
  rest=${text//"$newline_escape"/}
  rest=${rest//"$quote_escape"/}
  case $rest in
    *"'"*) return 1 ;;
  esac
  text=${text//"$newline_escape"/$newline}
  UNQUOTED=${text//"$quote_escape"/$quote}
}

# read_settings FILE KEY...: sets a shell variable for each KEY. The file has exactly these keys, each once,
# as KEY='value' lines; empty lines and lines that begin with # are passed over.
read_settings() {
  local file=$1 line name known number=0 found=" "
  shift
  [ -r "$file" ] || fail "$file is missing or cannot be read. It belongs to the bundle: unpack the bundle anew."
  while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    case $line in
      "" | "#"*) continue ;;
    esac
    name=${line%%=*}
    known=no
    case " $* " in
      *" $name "*) known=yes ;;
    esac
    if [ "$known" = no ] || [ "$name" = "$line" ]; then
      fail "$file, line $number: not a setting of this file. Expected one of: $*"
    fi
    case $found in
      *" $name "*) fail "$file, line $number: $name is given twice." ;;
    esac
    unquote "${line#*=}" ||
      fail "$file, line $number: the value of $name must stand in single quotes, on one line."
    printf -v "$name" '%s' "$UNQUOTED"
    found="$found$name "
  done <"$file"
  for name in "$@"; do
    case $found in
      *" $name "*) ;;
      *) fail "$file: $name is missing. The scripts and the data must be of one bundle." ;;
    esac
  done
}

# has_line TEXT LINE. Never `… | grep -q`: grep ends at the first match, what writes to it may be told so by a
# signal, and with pipefail a match then counts as none.
has_line() {
  case $newline$1$newline in
    *"$newline$2$newline"*) return 0 ;;
    *) return 1 ;;
  esac
}

# require_list FILE: fails unless the list can be read. An empty list is fine.
require_list() {
  [ -r "$1" ] || fail "$1 is missing or cannot be read. It belongs to the bundle: unpack the bundle anew."
}
