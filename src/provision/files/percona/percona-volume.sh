# shellcheck shell=bash
# The member's volume: the lock on it, what its data is worth, and the marks beside it. Sourced by the
# start script, whose settings it uses.
# shellcheck disable=SC2034 # what it finds out is read by the start script

MARKER=$PRESSWRIGHT_STATE/marker.json
GRASTATE=$PRESSWRIGHT_DATA/grastate.dat

# One mysqld on it, whoever else believes to own it.
take_volume() {
  exec 9>>"$PRESSWRIGHT_STATE/lock" || { log broken why "the state folder cannot be written"; exit 70; }
  until lock_volume; do
    log_reason wait "another process holds this member's volume"
    pause "$PRESSWRIGHT_INTERVAL"
    [[ -n $STOPPING ]] && exit 0
  done
  if [[ ! -s $PRESSWRIGHT_STATE/volume ]]; then write_durably "$PRESSWRIGHT_STATE/volume" "v-$(random_id)"; fi
  VOLUME=$(<"$PRESSWRIGHT_STATE/volume")
  log lock volume "$VOLUME"
}

# The lock belongs to the open file: mysqld inherits it, so it lasts as long as any of them. On NFS it
# is a lock of the server's.
lock_volume() {
  if command -v flock >/dev/null; then
    flock --nonblock 9
  elif command -v perl >/dev/null; then
    perl -e 'open(my $file, ">>&=", 9) or exit 2; exit(flock($file, 6) ? 0 : 1)'
  else
    log broken why "the image has neither flock nor perl: nothing here can lock a volume"
    exit 70
  fi
}

grastate_value() {
  [[ -s $GRASTATE ]] && sed -n "s/^$1:[[:space:]]*//p" "$GRASTATE" | head -n 1
}

# Sets UUID, SEQNO, EPOCH, EMPTY, SUSPECT and BROKEN. Nothing is emptied here: that waits until a
# Primary or an election is there to fill the folder again.
recover() {
  local marker initialising joining
  marker=$(read_json "$MARKER" '{}')
  EPOCH=$(jq -r '.epoch // 0' <<<"$marker")
  initialising=$(jq -r '.initialising // false' <<<"$marker")
  joining=$(jq -r '.joining // false' <<<"$marker")
  UUID=$ZERO_UUID SEQNO=-1 EMPTY=true SUSPECT='' BROKEN=
  rm -f "$PRESSWRIGHT_DATA/gvwstate.dat"
  local noted
  noted=$(grastate_value uuid)
  if [[ ! -d $PRESSWRIGHT_DATA/mysql && ! -e $PRESSWRIGHT_DATA/ibdata1 ]]; then
    log recover empty true why "the folder holds no database"
  elif [[ $initialising == true ]]; then
    log recover empty true why "an initialise was interrupted"
  elif [[ $joining == true && (-z $noted || $noted == "$ZERO_UUID") ]]; then
    log recover empty true why "a state transfer was interrupted"
  else
    recover_position || return 1
    if [[ -n $BROKEN ]]; then
      EMPTY=false
      log broken why "mysqld --wsrep-recover failed" detail "$BROKEN"
      return 0
    fi
    if [[ -n $noted && $noted == "$UUID" && $(grastate_value seqno) =~ ^[0-9]+$ ]]; then
      # A clean stop: the server starts from what it wrote down itself.
      SEQNO=$(grastate_value seqno)
    fi
    if [[ $UUID == "$ZERO_UUID" ]]; then
      log recover empty true why "the data belongs to no cluster"
    elif [[ $noted == "$ZERO_UUID" ]]; then
      # Galera wrote zeros before something that it could not undo. A person may still choose this data.
      SUSPECT=$UUID:$SEQNO UUID=$ZERO_UUID SEQNO=-1
      log recover empty true why "grastate.dat has the zero uuid" suspect "$SUSPECT"
    else
      EMPTY=false
      log recover empty false uuid "$UUID" seqno "$SEQNO" epoch "$EPOCH"
    fi
  fi
}

# 1: try again, because another process holds InnoDB's own lock.
recover_position() {
  local output=$PRESSWRIGHT_RUN/recover.log found status
  : >"$output"
  # shellcheck disable=SC2086 # options, separated by spaces
  "${SERVER[@]}" --wsrep-recover --log-error="$output" $PRESSWRIGHT_RECOVER_OPTIONS >>"$output" 2>&1 </dev/null
  status=$?
  found=$(grep -oE 'Recovered position:? *[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:-?[0-9]+' "$output" | tail -n 1 | grep -oE '[0-9a-f-]{36}:-?[0-9]+$')
  if [[ -n $found ]]; then
    UUID=${found%%:*} SEQNO=${found#*:}
  elif grep -qiE 'unable to lock|lock.*ibdata1' "$output"; then
    log_reason wait "another process holds InnoDB's lock on this member's data"
    pause "$PRESSWRIGHT_INTERVAL"
    return 1
  else
    BROKEN="exit $status: $(grep -iE 'error' "$output" | tail -n 1 | cut -c 1-300)"
  fi
}

marker() {
  local epoch=$1 uuid=$2 initialising=$3 joining=$4
  write_durably "$MARKER" "$(jq -cn --argjson epoch "$epoch" --arg uuid "$uuid" --argjson initialising "$initialising" \
    --argjson joining "$joining" '{epoch: $epoch, uuid: $uuid, initialising: $initialising, joining: $joining, established: 0}')"
}

# Also what begins with a dot; the folder itself is a mount.
empty_folder() {
  find "$PRESSWRIGHT_DATA" -mindepth 1 -delete
  rm -f "$MARKER"
  log empty volume "$VOLUME"
}

# Galera asks this file whether a bootstrap is safe. A missing one means yes, so it is no second check.
allow_bootstrap() {
  local uuid=$UUID seqno=-1
  [[ $(grastate_value uuid) == "$UUID" ]] && seqno=$(grastate_value seqno)
  [[ -n $SUSPECT ]] && seqno=-1
  printf '# GALERA saved state\nversion: 2.1\nuuid:    %s\nseqno:   %s\nsafe_to_bootstrap: 1\n' "$uuid" "${seqno:--1}" >"$GRASTATE"
  sync "$GRASTATE"
}
