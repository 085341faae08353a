#!/usr/bin/env bash
# Makes the passwords, WordPress keys and certificates that the pods read, on this machine, and puts them
# into the cluster as Secrets. A Secret that is there already is never overwritten (a database keeps its
# passwords); only a key that it lacks is added.
#
#   make-secrets.sh                        makes what is missing
#   make-secrets.sh --check                makes nothing; fails when something is missing
#   make-secrets.sh --renew-certificates   makes new certificates from the CA that is there
#
# Reads ../cluster.env and secrets.list beside it: one key a line, as  secret key kind 'value'.
#   password, wordpress-key       32 and 64 random letters and digits
#   literal                       the value itself
#   same                          what another key holds; the value is 'secret key'
#   ca-certificate, ca-key        a certificate authority of this cluster's own
#   certificate, certificate-key  signed by the authority in the Secret that the value names
#   supplied                      made by you; the value says how
#
# Values go through pipes and a folder that only you can read and that is removed at the end: none is ever on
# a command line, where `ps` would show it. Works in bash 3.2, and with OpenSSL or LibreSSL.
set -euo pipefail
umask 077

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../settings.sh
. "$here/../settings.sh"

readonly list=$here/secrets.list
mode="make"
case ${1:-} in
  "") ;;
  --check) mode=check ;;
  --renew-certificates) mode=renew ;;
  *) fail "unknown argument $1. Known: --check, --renew-certificates" ;;
esac
for program in kubectl openssl; do
  command -v "$program" >/dev/null || fail "$program is needed and was not found in PATH."
done

# shellcheck source-path=SCRIPTDIR source=../cluster-settings.sh
. "$here/../cluster-settings.sh"
read_cluster_settings "$here/../cluster.env"
use_cluster "$here/.."
require_list "$list"

work=$(mktemp -d "${TMPDIR:-/tmp}/make-secrets.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# random_text LENGTH: letters and digits only, because Percona's entrypoint pastes passwords into SQL.
random_text() {
  local text=""
  while [ "${#text}" -lt "$1" ]; do
    text=$text$(openssl rand -base64 96 | LC_ALL=C tr -dc 'A-Za-z0-9')
  done
  printf '%s' "${text:0:$1}"
}

# look_up SECRET...: LIVING has a line for each that is there, and one with secret and key for each of its keys.
look_up() {
  # One alone comes by itself and several come as a list.
  # A failure is never taken for "there is none": a new password would lock a living database out.
  # shellcheck disable=SC2016 # a Go template
  in_namespace get secret "$@" --ignore-not-found \
    -o go-template='{{define "keys"}}{{$secret := .metadata.name}}{{$secret}}{{"\n"}}{{range $key, $value := .data}}{{$secret}} {{$key}}{{"\n"}}{{end}}{{end}}{{if .items}}{{range .items}}{{template "keys" .}}{{end}}{{else}}{{template "keys" .}}{{end}}' >"$work/living" ||
    fail "cannot tell which Secrets exist."
  LIVING=$(cat -- "$work/living")
}

# fetch SECRET KEY FILE: what the cluster holds, or what this run just made.
fetch() {
  if [ ! -s "$work/values/$1/$2" ]; then
    in_namespace get secret "$1" -o go-template="{{index .data \"$2\"}}" >"$work/encoded" ||
      fail "Secret $1 cannot be read, and another Secret is made from it."
    openssl base64 -d -A <"$work/encoded" >"$3"
    [ -s "$3" ] || fail "Secret $1 has no key $2, and another Secret is made from it."
  elif [ "$work/values/$1/$2" != "$3" ]; then
    cat "$work/values/$1/$2" >"$3"
  fi
}

# openssl_config COMMON_NAME AUTHORITY: a file, since LibreSSL does not know -addext everywhere.
openssl_config() {
  local name separator="" names=""
  for name in $CERTIFICATE_NAMES; do
    names="$names${separator}DNS:$name"
    separator=,
  done
  cat <<CONFIG
[req]
distinguished_name = name
prompt = no
[name]
O = $CLUSTER
CN = $1
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[member]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = ${names:-DNS:localhost}
CONFIG
}

# make_authority SECRET: Galera refuses a joiner whose certificate is of another CA, so the authority lives ten
# years, in a Secret that no pod reads, and certificates can be renewed from it.
make_authority() {
  local base=$work/authority-$1
  [ ! -s "$base.key" ] || return 0
  openssl_config "presswright CA" >"$base.cnf"
  openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 3650 -config "$base.cnf" -extensions authority \
    -keyout "$base.key" -out "$base.crt" 2>"$work/error" || openssl_failed "the authority of $1"
}

# make_certificate SECRET AUTHORITY: one key and one certificate for all members, signed by the authority in the
# Secret named. MySQL wants its common name to differ from the authority's.
make_certificate() {
  local base=$work/member-$1 signer=$work/signer-$2
  [ ! -s "$base.key" ] || return 0
  fetch "$2" ca.crt "$signer.crt"
  fetch "$2" ca.key "$signer.key"
  openssl_config "presswright member" >"$base.cnf"
  openssl req -new -newkey rsa:3072 -nodes -sha256 -config "$base.cnf" \
    -keyout "$base.key" -out "$base.csr" 2>"$work/error" || openssl_failed "the key of $1"
  openssl x509 -req -sha256 -days "$CERTIFICATE_DAYS" -in "$base.csr" -CA "$signer.crt" -CAkey "$signer.key" \
    -set_serial "0x$(openssl rand -hex 16)" -extfile "$base.cnf" -extensions member \
    -out "$base.crt" 2>"$work/error" || openssl_failed "the certificate of $1"
  printf 'certificate in %s is good until %s\n' "$1" \
    "$(openssl x509 -noout -enddate -in "$base.crt" | sed 's/^notAfter=//')"
}

openssl_failed() {
  cat "$work/error" >&2
  fail "openssl could not make $1."
}

# make_value SECRET KEY KIND VALUE: leaves the value in a file.
make_value() {
  local secret=$1 key=$2 kind=$3 value=$4 file=$work/values/$1/$2
  mkdir -p "$work/values/$secret"
  case $kind in
    password) random_text 32 >"$file" ;;
    wordpress-key) random_text 64 >"$file" ;;
    literal) printf '%s' "$value" >"$file" ;;
    same)
      case $value in
        *" "*) fetch "${value%% *}" "${value#* }" "$file" ;;
        *) fail "$list: $secret $key: the value of 'same' must be 'secret key', not '$value'." ;;
      esac
      ;;
    ca-certificate)
      make_authority "$secret"
      cat "$work/authority-$secret.crt" >"$file"
      ;;
    ca-key)
      make_authority "$secret"
      cat "$work/authority-$secret.key" >"$file"
      ;;
    certificate)
      make_certificate "$secret" "$value"
      cat "$work/member-$secret.crt" >"$file"
      ;;
    certificate-key)
      make_certificate "$secret" "$value"
      cat "$work/member-$secret.key" >"$file"
      ;;
    *) fail "$list: $secret $key: unknown kind '$kind'." ;;
  esac
}

# data_of SECRET: its made keys as the data of a Secret in JSON, in base64.
data_of() {
  local file separator=""
  printf '{'
  for file in "$work/values/$1"/*; do
    printf '%s"%s":"%s"' "$separator" "${file##*/}" "$(openssl base64 -A <"$file")"
    separator=,
  done
  printf '}'
}

# `create` and not `apply`: it fails if somebody else made the Secret meanwhile, and leaves no copy of the
# values in an annotation.
create_secret() {
  {
    printf '{"apiVersion":"v1","kind":"Secret","type":"Opaque","metadata":{"name":"%s","namespace":"%s"},"data":' \
      "$1" "$NAMESPACE"
    data_of "$1"
    printf '}\n'
  } | in_namespace create -f - >/dev/null
  printf 'made    secret %s\n' "$1"
}

patch_secret() {
  {
    printf '{"data":'
    data_of "$1"
    printf '}\n'
  } | in_namespace patch secret "$1" --type=merge --patch-file=/dev/stdin >/dev/null
  printf 'changed secret %s: %s\n' "$1" "$2"
}

# is_pair KIND: one half of a key pair, which is of no use without the half that was made with it.
is_pair() {
  case $1 in
    ca-certificate | ca-key | certificate | certificate-key) return 0 ;;
    *) return 1 ;;
  esac
}

# do_secret SECRET: makes what it lacks.
do_secret() {
  local secret=$1 name key kind value missing="" hint="" kept_half="" made_half=""
  while read -r name key kind value <&3; do
    [ "$name" = "$secret" ] || continue
    unquote "$value" || fail "$list: $secret $key: the value must stand in single quotes."
    value=$UNQUOTED
    if [ "$mode" = renew ]; then
      case $kind in
        certificate | certificate-key) ;;
        *) continue ;;
      esac
      has_line "$LIVING" "$secret" || fail "there is no Secret $secret to renew. Run this without arguments first."
    elif has_line "$LIVING" "$secret $key"; then
      ! is_pair "$kind" || kept_half=$key
      continue
    fi
    ! is_pair "$kind" || made_half=$key
    missing="$missing $key"
    if [ "$kind" = supplied ]; then
      hint=$value
    elif [ "$mode" != check ]; then
      make_value "$secret" "$key" "$kind" "$value"
    fi
  done 3<"$list"
  missing=${missing# }
  if [ "$mode" = make ] && [ -n "$kept_half" ] && [ -n "$made_half" ]; then
    fail "Secret $secret has $kept_half but not $made_half, and they belong together. Delete it and run this again."
  fi
  if [ -z "$missing" ]; then
    [ "$mode" = renew ] || printf 'kept    secret %s\n' "$secret"
  elif [ "$mode" = check ] || [ -n "$hint" ]; then
    printf 'missing secret %s: %s. %s\n' "$secret" "$missing" "$hint" >&2
    lacking=$((lacking + 1))
  elif has_line "$LIVING" "$secret"; then
    patch_secret "$secret" "$missing"
  else
    create_secret "$secret"
  fi
}

secrets=()
while read -r secret rest <&3; do
  case $secret in
    "" | "#"*) continue ;;
  esac
  [ -n "$rest" ] || fail "$list: the line of $secret ends too early."
  case " ${secrets[*]:-} " in
    *" $secret "*) ;;
    *) secrets+=("$secret") ;;
  esac
done 3<"$list"
[ "${#secrets[@]}" -gt 0 ] || fail "$list names no Secret."

lacking=0
look_up "${secrets[@]}"
for secret in "${secrets[@]}"; do
  do_secret "$secret"
done
[ "$lacking" -eq 0 ] || fail "$lacking Secrets are not complete in namespace $NAMESPACE."
