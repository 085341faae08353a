#!/usr/bin/env bash
# Names and firewall of a machine. Runs as root; running it again changes nothing.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../../settings.sh
. "$here/settings.sh"
# shellcheck source-path=SCRIPTDIR source=../../machines/folder.sh
. "$here/folder.sh"
# shellcheck source-path=SCRIPTDIR source=machine-settings.sh
. "$here/machine-settings.sh"

readonly hosts_file=${HOSTS_FILE:-/etc/hosts}

# /etc/hosts with all machines in a block of our own. Boxes and Vagrant write the host's name beside 127.0.1.1,
# and then kubelet and etcd tell others an address that only they can reach.
hosts_content() {
  sed -e '/^# presswright begin$/,/^# presswright end$/d' \
    -e "/^127\.0\.[12]\.1[[:space:]].*$MACHINE/d" "$hosts_file"
  printf '# presswright begin\n%s\n# presswright end\n' "$HOSTS"
}

# The machines, pods and Services trust each other; what pods may do is for NetworkPolicies to say.
trust_networks() {
  local network reload=no
  if systemctl is-active --quiet firewalld 2>/dev/null; then
    for network in "$MACHINE_NETWORK" "$POD_NETWORK" "$SERVICE_NETWORK"; do
      if ! firewall-cmd --permanent --zone=trusted --query-source="$network" >/dev/null; then
        firewall-cmd --permanent --zone=trusted --add-source="$network" >/dev/null
        changed "firewalld trusts $network"
        reload=yes
      fi
    done
    [ "$reload" = no ] || firewall-cmd --reload >/dev/null
  elif command -v ufw >/dev/null && has_line "$(ufw status)" "Status: active"; then
    for network in "$MACHINE_NETWORK" "$POD_NETWORK" "$SERVICE_NETWORK"; do
      case $(ufw allow from "$network") in
        *[Ss]kipping*) ;;
        *) changed "ufw trusts $network" ;;
      esac
    done
  fi
}

# NetworkManager must not take the network plugin's interfaces for its own.
free_interfaces() {
  [ -d "$network_manager" ] || return 0
  ensure_file "$network_manager/presswright.conf" 0644 <<'CONF'
[keyfile]
unmanaged-devices=interface-name:cali*;interface-name:vxlan.calico;interface-name:flannel.1;interface-name:cni0
CONF
  [ "$FILE_CHANGED" = no ] || systemctl try-reload-or-restart NetworkManager
}

readonly network_manager=${NETWORK_MANAGER_FOLDER:-/etc/NetworkManager/conf.d}
read_machine_settings "$here/machine.env"
case $(ip -o addr show) in
  *" $ADDRESS/"*) ;;
  *) fail "this machine has no interface with $ADDRESS. Look at the provider's network: ip -o addr show" ;;
esac
ensure_file "$hosts_file" 0644 < <(hosts_content)
trust_networks
free_interfaces
printf 'network of %s: %d changes.\n' "$MACHINE" "$CHANGES"
