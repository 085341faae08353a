# shellcheck shell=bash
# The settings of machine.env: the one list of its keys. Sourced after settings.sh.

# read_machine_settings FILE: sets each of them as a shell variable. What they mean:
#   MACHINE, ADDRESS           this machine's name and its address in the machines' network
#   HOSTS                      lines of /etc/hosts for all machines
#   MACHINE_NETWORK, POD_NETWORK, SERVICE_NETWORK
#   NETWORK_PLUGIN             calico or flannel
#   TOKEN                      the join token; on the control plane only
#   *_VERSION, *_SHA256        what to install; an empty checksum is not compared, an empty version not installed
read_machine_settings() {
  read_settings "$1" MACHINE ADDRESS HOSTS MACHINE_NETWORK POD_NETWORK SERVICE_NETWORK NETWORK_PLUGIN TOKEN \
    KUBERNETES_VERSION CONTAINERD_VERSION PAUSE_VERSION CALICO_VERSION CALICO_SHA256 \
    FLANNEL_VERSION FLANNEL_SHA256 METRICS_SERVER_VERSION
}
