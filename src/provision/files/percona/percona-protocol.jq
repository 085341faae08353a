# What a member does next, from what it knows. Nothing is read or written here: the input is one
# snapshot of the keys, $me is what this member knows of itself, the output is one step with its
# reason. docs/discovery.md tells the protocol; the numbers in the comments are its steps.
# Written for jq 1.6, which the image carries.

def value($name): .keys[$name].value;

# The live members, each under its own lease.
def members: [.keys | to_entries[] | select(.key | startswith("members/")) | .value.value];
def member($ordinal): value("members/\($ordinal)");

def roster: value("roster").ordinals // [];
def seqno: .seqno | tonumber;

def absent: . as $snapshot | [roster[] | . as $ordinal | select($snapshot | member($ordinal) == null)];

# Says for each roster member that is not waiting what it does instead.
def not_recovering:
  . as $snapshot
  | [roster[] | . as $ordinal | ($snapshot | member($ordinal)) as $member
     | select($member.state != "recovering")
     | "\($ordinal) is \($member.state // "not there")"];

# An election is void with its incarnation, and where the elected already belongs to its epoch or a
# later one (an election out of an older snapshot of etcd).
def standing_election:
  value("election") as $election
  | if $election == null then null
    else member($election.ordinal) as $elected
    | if $elected != null and $elected.incarnation == $election.incarnation
         and ($elected.epoch < $election.epoch
              or ($elected.epoch == $election.epoch and ($elected.state | IN("bootstrapping", "primary"))))
      then $election else null end
    end;

# A member holds data that a later epoch is not known to have: that epoch started from less, or (after a
# person's decision) from an epoch before the member's own. `starts` has for each established epoch
# where it started (`seqno`) and which epoch the elected member belonged to before (`after`).
def diverged($established; $member):
  [($established.starts // {}) | to_entries[]
   | {epoch: (.key | tonumber), start: (.value.seqno | tonumber), after: .value.after}
   | select(.epoch > $member.epoch)]
  # Each of them, not the next alone: a person may have left that one, too.
  | any(.[]; .after < $member.epoch or ($member | seqno) > .start);

def facts($members):
  [$members | sort_by(.ordinal)[] | {ordinal, incarnation, volume, state, uuid, epoch, seqno, empty}];

# Where the epochs began that etcd has not established, up to the one that the elected member belongs to. An
# election that began it says so. Where etcd lost that, nothing does: it counts as begun before all that
# others hold, so that only a person's second word (`discard`) wipes them.
def began($elected):
  (value("established").starts // {}) as $known
  | value("election") as $election
  | (if $election != null and $election.epoch == $elected.epoch
     then ($election.starts // {}) + {"\($election.epoch)": {seqno: $election.start, after: $election.after}}
     else {} end)
  | with_entries(select(.key as $epoch | $known | has($epoch) | not))
  | if $elected.epoch == 0 or has("\($elected.epoch)") or ($known | has("\($elected.epoch)")) then .
    else . + {"\($elected.epoch)": {seqno: "-1", after: 0}} end;

def next_epoch($members):
  1 + ([value("established").epoch // 0, value("election").epoch // 0, ($members[] | .epoch)] | max);

def elect($kind; $elected; $members):
  {step: "elect",
   election: {kind: $kind, ordinal: $elected.ordinal, incarnation: $elected.incarnation,
              volume: $elected.volume, epoch: next_epoch($members),
              uuid: $elected.uuid, start: $elected.seqno, after: $elected.epoch, starts: began($elected), members: facts($members)}};

def person($why): {step: "person", why: $why};
def wait($why): {step: "wait", why: $why};

# 5. Highest (epoch, seqno) of the established uuid; a tie goes to the lowest ordinal.
def elect_from_data($established; $members):
  [$members[] | select((.empty | not) and .uuid == $established.uuid)] as $candidates
  | [$members[] | select((.empty | not) and .uuid != $established.uuid)] as $foreign
  | value("view") as $view
  | [$candidates[] | .volume] as $held
  | [($view.volumes // [])[] | . as $volume | select($held | index([$volume]) | not)] as $lost
  | [$candidates[] | . as $candidate | select(diverged($established; $candidate))] as $diverged
  | if $foreign != [] then person("members \([$foreign[].ordinal]) hold data of another cluster")
    elif $candidates == [] then person("no member holds data of the established cluster")
    elif $established.epoch > 0 and $view == null then person("etcd does not say which volumes were in use")
    elif $lost != [] then person("volumes \($lost) were in use and are not here: they may hold newer data")
    elif $diverged != [] then person("members \([$diverged[].ordinal]) hold commits that a later epoch is not known to have")
    else elect("recovery"; $candidates | sort_by([- .epoch, - seqno, .ordinal])[0]; $members)
    end;

# 4. Nobody has written `established` yet.
def elect_at_first($members):
  [$members[] | select(.empty | not)] as $holders
  | value("election") as $election
  | if $holders == [] then
      if value("founding") == null then
        person("every member is empty and there is no founding token: a cluster may have been here before")
      else elect("first"; $members | min_by(.ordinal); $members) end
    elif ([$holders[].uuid] | unique | length) > 1 then person("members hold data of different clusters")
    elif ($holders | length) == ($members | length) then
      elect_from_data({uuid: $holders[0].uuid, epoch: 0, starts: {}}; $members)
    # The founder went down between its first start and `established`: no client was served yet.
    elif ($holders | length) == 1 and value("founding") != null and $election.kind == "first"
         and $election.volume == $holders[0].volume and $election.epoch == $holders[0].epoch then
      elect("first"; $holders[0]; $members)
    else person("some members hold data, others are empty, and nothing says which cluster stood here") end;

# Steps 3 to 6 for a member that waits.
def next_step:
  . as $snapshot
  | member($me.ordinal) as $own
  | value("established") as $established
  | standing_election as $election
  | [members[] | select($established != null and .state == "primary"
                        and .uuid == $established.uuid and .epoch == $established.epoch) | .ordinal] as $primaries
  | if $own == null or $own.incarnation != $me.incarnation then {step: "lost", why: "the key of this incarnation is gone"}
    elif $own.state == "broken" then person("--wsrep-recover failed on this member's data")
    elif value("roster") == null then wait("there is no roster yet: the installer writes it")
    elif (roster | index($me.ordinal)) == null then wait("this member is not in the roster")
    elif $established != null and ($me.empty | not)
         and ($me.uuid != $established.uuid or diverged($established; $me)) then
      if value("discard/\($me.volume)") != null then {step: "discard"}
      elif $me.uuid != $established.uuid then
        person("this member holds data of cluster \($me.uuid), the established one is \($established.uuid)")
      else person("this member holds commits up to \($me.seqno) of epoch \($me.epoch) that a later epoch is not known to have")
      end
    # 3.
    elif $primaries != [] then
      if (value("view").volumes // [] | index([$me.volume])) != null then
        wait("the view still names this volume: the running members have not dropped it yet")
      else {step: "join", epoch: $established.epoch, uuid: $established.uuid, primary: $primaries[0]} end
    elif $election != null and $election.epoch > ($established.epoch // 0) then
      if $election.ordinal == $me.ordinal and $election.incarnation == $me.incarnation and $election.epoch > $me.epoch
      then {step: "bootstrap", election: $election}
      else wait("member \($election.ordinal) is elected for epoch \($election.epoch)") end
    elif not_recovering != [] then wait("all of the roster must be recovering: \(not_recovering | join(", "))")
    else
      [roster[] | . as $ordinal | $snapshot | member($ordinal)] as $members
      | if $established == null then elect_at_first($members) else elect_from_data($established; $members) end
    end;

# The keys that an election is decided on: none may have changed when it is written.
def election_keys: [roster[] | "members/\(.)"] + ["roster", "election", "established", "view", "founding"];

# --- A member whose server runs. $more is {status, gate, unconfirmed, view, saved}:
# status the server's wsrep variables or null, gate its wsrep_reject_queries, unconfirmed the seconds
# since etcd last confirmed the lease, view the last one read, saved `established` and the roster as
# they were when this member last saw itself established.

def running: $more.status != null and $more.status.wsrep_cluster_status == "Primary"
  and $more.status.wsrep_connected == "ON" and $more.status.wsrep_cluster_state_uuid != env.ZERO_UUID;
# Galera enters its group when the server starts and at no other time: a server that left it (a state
# transfer that failed, data that would not fit the others') answers on, and never comes back by itself.
def gone_for_good: $more.status != null and $more.left >= 10;
def synced: running and $more.status.wsrep_local_state == "4";
def configuration: $more.status.wsrep_cluster_conf_id;

# The ordinals of the component, or null when an address is not one of ours.
def component:
  [($more.status.wsrep_incoming_addresses // "") | split(",")[] | select(. != "")] as $addresses
  | [$addresses[] | . as $address | $me.addresses | to_entries[] | select(.value == $address) | .key | tonumber]
  | if length == ($addresses | length) and length == ($more.status.wsrep_cluster_size // "0" | tonumber)
    then sort else null end;

# Volumes that may leave the view: not in the component, and every member of the component that the
# view names has told of this very configuration, before which it applied all that was ordered. One whose
# member has not told yet that its gate is shut stays: back in the component it serves until it looks.
def departed:
  . as $snapshot | component as $component
  | if $component == null then []
    else
      [$component[] | . as $ordinal | {ordinal: $ordinal, member: ($snapshot | member($ordinal))}] as $here
      | [$here[] | .member.volume // empty] as $volumes
      | (value("view").volumes // []) as $named
      | [$snapshot | members[] | select(.state == "primary") | .volume] as $open
      | if any($here[]; .member == null) then []
        elif all($here[]; .member | (.volume as $volume | $named | index([$volume])) == null
                                    or (.state == "primary" and .configuration == configuration))
        then $named - $volumes - $open
        else [] end
    end;

# 9. etcd came back without our keys or with older ones.
def may_restore:
  . as $snapshot
  | $more.saved.roster as $ordinals
  | $ordinals != null
    and all($ordinals[]; . as $ordinal | $snapshot | member($ordinal) != null)
    and all(members[]; .epoch <= $me.epoch);

# Rather a volume too many, which leaves as any other does, than one too few: the view that was read last,
# and whoever runs in this epoch, whatever they have told since.
def restored_view:
  (if $more.view != null and $more.view.epoch == $me.epoch then $more.view.volumes else [] end) as $read
  | {epoch: $me.epoch,
     volumes: ($read + [members[] | select(.epoch == $me.epoch and (.state | IN("primary", "running-non-primary"))) | .volume] | unique)};

def open_gate: $more.gate == "NONE";

# Nobody counts without this member: its key is there, and its volume in the view.
def named:
  member($me.ordinal) as $own | value("view") as $view
  | $own.incarnation == $me.incarnation and $view.epoch == $me.epoch and ($view.volumes | index([$me.volume])) != null;

def supervise_primary($own; $established):
  if $established == null or $established.epoch < $me.epoch then
    if $me.seen then
      if $own.state != "primary" or $own.configuration != configuration then {step: "publish", state: "primary", configuration: configuration}
      elif may_restore then {step: "restore", view: restored_view}
      else wait("etcd lost what was established: every roster member must be live to write it again") end
    elif $me.kind != "bootstrap" then
      # No client was served here. Stopped it waits and counts; running it would hold up a person's decision.
      {step: "stop", why: "etcd does not know the epoch that this server joined"}
    elif standing_election.incarnation == $me.incarnation and standing_election.epoch == $me.epoch then
      {step: "establish", uuid: $more.status.wsrep_cluster_state_uuid}
    else {step: "stop", why: "the election that this server was started on does not stand"} end
  elif $established.uuid != $more.status.wsrep_cluster_state_uuid then
    {step: "stop", why: "this server runs cluster \($more.status.wsrep_cluster_state_uuid), the established one is \($established.uuid)"}
  elif $own.state != "primary" or $own.configuration != configuration then
    {step: "publish", state: "primary", configuration: configuration}
  elif value("view") == null or value("view").epoch != $me.epoch then
    if may_restore then {step: "restore", view: restored_view}
    else wait("the view is of another epoch") end
  elif (value("view").volumes | index([$me.volume])) == null then
    if open_gate then {step: "shut", why: "the view does not name this volume"} else {step: "widen"} end
  elif ($me.seen | not) or $more.saved.established != $established or $more.saved.roster != roster then {step: "seen"}
  elif open_gate | not then {step: "open"}
  elif departed != [] then {step: "narrow", volumes: departed}
  else {step: "none"} end;

# 8. Waiters and survivors would wait for each other for ever.
def others_wait:
  . as $snapshot
  | [roster[] | select(. != $me.ordinal) | . as $ordinal | $snapshot | member($ordinal)] as $others
  | all($others[]; . != null and (.state | IN("recovering", "running-non-primary")))
    and any($others[]; .state == "recovering");

def supervise:
  member($me.ordinal) as $own
  | value("established") as $established
  | if $own != null and $own.incarnation != $me.incarnation then
      {step: "stop", why: "another incarnation took this member's key"}
    elif $own == null then
      if $me.published and open_gate and (component == null or (component | length) < ($more.view.volumes // [] | length)) then
        {step: "shut", why: "the lease has run out and members of the view are gone"}
      elif $me.published then {step: "register"}
      else {step: "stop", why: "the lease ended before this server was Primary"} end
    elif $established != null and $established.epoch > $me.epoch then
      {step: "stop", why: "epoch \($established.epoch) is established, this server belongs to \($me.epoch)"}
    elif synced then supervise_primary($own; $established)
    elif running then
      # A donor, or one that catches up: it serves on if it did, and says that it applied all before this configuration.
      if $own.state == "primary" and $own.configuration != configuration then
        {step: "publish", state: "primary", configuration: configuration}
      else {step: "none"} end
    elif $more.status == null then {step: "none"}
    elif open_gate then {step: "shut", why: "not in a primary component"}
    elif gone_for_good then {step: "stop", why: "the server has left its group, which it enters only when it starts"}
    # A joiner too: it may have lost its component before it could tell of it, and nobody would count it.
    elif $own.state | IN("primary", "joining") then {step: "publish", state: "running-non-primary", configuration: ""}
    elif $own.state == "running-non-primary" and others_wait then
      {step: "stop", why: "the others wait for this member to stop and count"}
    else {step: "none"} end;

# What holds without etcd: serve on, but not when this member lost others of the view and its lease
# has run out, for then those may be counted without it.
def supervise_without_etcd:
  if $more.status == null or (open_gate | not) then {step: "none"}
  elif running | not then {step: "shut", why: "not in a primary component"}
  elif $more.unconfirmed < $me.lease_seconds then {step: "none"}
  elif component == null or (component | length) < ($more.view.volumes // [] | length) then
    {step: "shut", why: "etcd has not confirmed this member for a lease time and members of the view are gone"}
  else {step: "none"} end;

# --- For a person.
def table:
  (value("established") // {}) as $established | (value("view").volumes // []) as $named
  | . as $snapshot
  | roster[] | . as $ordinal | ($snapshot | member($ordinal)) as $member
  | if $member == null then {ordinal: $ordinal, state: "not there"}
    else $member | {ordinal, state, empty, uuid, epoch, seqno, suspect, volume,
                    in_view: (.volume as $volume | ($named | index([$volume])) != null),
                    diverged: ((.empty | not) and diverged($established; $member))} end;

# 10. What a person may decide, and what it gives up.
def decision($ordinal):
  . as $snapshot
  | member($ordinal) as $chosen
  # Data beside a zeroed grastate.dat: its position is InnoDB's.
  | (if ($chosen.suspect // "") != "" then ($chosen.suspect | capture("^(?<uuid>[^:]*):(?<seqno>.*)$")) else {} end) as $position
  | [roster[] | . as $o | $snapshot | member($o) | select(. != null)] as $members
  | [members[] | select(.state != "recovering") | .ordinal] as $busy
  | [(value("view").volumes // [])[] | . as $volume | select([$members[] | select(.empty | not) | .volume] | index([$volume]) | not)] as $lost
  | if value("roster") == null then {refused: "there is no roster"}
    elif (roster | index($ordinal)) == null then {refused: "member \($ordinal) is not in the roster"}
    elif $chosen == null then {refused: "member \($ordinal) has no live key: its pod must run and wait"}
    elif $busy != [] then {refused: "members \($busy) are not recovering"}
    elif standing_election != null then {refused: "an election stands for member \(standing_election.ordinal)"}
    elif $chosen.empty and $position == {} then {refused: "member \($ordinal) holds no data"}
    else
      {election: (elect("decision"; $chosen + $position; $members).election),
       absent: absent,
       lost_volumes: $lost,
       ahead: [$members[] | select((.empty | not) and .ordinal != $ordinal
               and (.uuid != $chosen.uuid or [.epoch, seqno] > [$chosen.epoch, ($chosen | seqno)]))
               | {ordinal, uuid, epoch, seqno}]}
    end;
