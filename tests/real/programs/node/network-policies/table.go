package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// world is what the API server says.
type world struct {
	pods       []*core.Pod
	policies   []*networking.NetworkPolicy
	namespaces map[string]labels.Set
}

// peer is somebody at the other end: an expression of nftables for the address, and the pod if it is one.
type peer struct {
	address string
	pod     *core.Pod
}

// table is the nftables of one machine.
func (w *world) table(node string) string {
	var chains, jumps strings.Builder
	pods := slices.Clone(w.pods)
	slices.SortFunc(pods, func(a, b *core.Pod) int { return strings.Compare(a.Status.PodIP, b.Status.PodIP) })
	for _, pod := range pods {
		if !hasNetwork(pod) || pod.Spec.NodeName != node {
			continue
		}
		for _, direction := range []networking.PolicyType{networking.PolicyTypeIngress, networking.PolicyTypeEgress} {
			rules, isolated := w.rules(pod, direction)
			if !isolated {
				continue
			}
			own, name := "daddr", "to-"
			if direction == networking.PolicyTypeEgress {
				own, name = "saddr", "from-"
			}
			name += strings.ReplaceAll(pod.Status.PodIP, ".", "-")
			fmt.Fprintf(&jumps, "    ip %s %s jump %s\n", own, pod.Status.PodIP, name)
			fmt.Fprintf(&chains, "  chain %s {\n", name)
			for _, rule := range rules {
				fmt.Fprintf(&chains, "    %s return\n", rule)
			}
			chains.WriteString("    counter drop\n  }\n")
		}
	}
	// The first line makes the second one right when there is none yet; all of it is one transaction.
	return "table ip policies\ndelete table ip policies\ntable ip policies {\n" + chains.String() +
		"  chain forward {\n    type filter hook forward priority filter - 5; policy accept;\n" +
		"    ct state established,related accept\n" + jumps.String() + "  }\n}\n"
}

func hasNetwork(pod *core.Pod) bool {
	ended := pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed
	return pod.Status.PodIP != "" && !pod.Spec.HostNetwork && !ended
}

// rules are what a pod may do in a direction, each an expression of nftables, sorted; and whether any
// policy isolates it.
func (w *world) rules(pod *core.Pod, direction networking.PolicyType) ([]string, bool) {
	var rules []string
	isolated := false
	for _, policy := range w.policies {
		if policy.Namespace != pod.Namespace || !slices.Contains(policy.Spec.PolicyTypes, direction) || !selects(&policy.Spec.PodSelector, pod.Labels) {
			continue
		}
		isolated = true
		if direction == networking.PolicyTypeIngress {
			for _, rule := range policy.Spec.Ingress {
				for _, from := range w.peers(policy.Namespace, rule.From, "saddr") {
					for _, port := range ports(rule.Ports, pod) {
						rules = append(rules, from.address+port)
					}
				}
			}
			continue
		}
		for _, rule := range policy.Spec.Egress {
			for _, to := range w.peers(policy.Namespace, rule.To, "daddr") {
				for _, port := range ports(rule.Ports, to.pod) {
					rules = append(rules, to.address+port)
				}
			}
		}
	}
	slices.Sort(rules)
	return slices.Compact(rules), isolated
}

func (w *world) peers(namespace string, named []networking.NetworkPolicyPeer, side string) []peer {
	// A rule that names nobody allows everybody.
	if len(named) == 0 {
		return []peer{{}}
	}
	var peers []peer
	for _, one := range named {
		if block := one.IPBlock; block != nil {
			if network, err := netip.ParsePrefix(block.CIDR); err == nil && network.Addr().Is4() {
				address := fmt.Sprintf("ip %s %s ", side, block.CIDR)
				if len(block.Except) > 0 {
					address += fmt.Sprintf("ip %s != { %s } ", side, strings.Join(block.Except, ", "))
				}
				peers = append(peers, peer{address: address})
			}
			continue
		}
		for _, pod := range w.pods {
			near := one.NamespaceSelector == nil && pod.Namespace == namespace
			far := one.NamespaceSelector != nil && selects(one.NamespaceSelector, w.namespaces[pod.Namespace])
			if hasNetwork(pod) && (near || far) && (one.PodSelector == nil || selects(one.PodSelector, pod.Labels)) {
				peers = append(peers, peer{fmt.Sprintf("ip %s %s ", side, pod.Status.PodIP), pod})
			}
		}
	}
	return peers
}

func selects(selector *meta.LabelSelector, set labels.Set) bool {
	parsed, err := meta.LabelSelectorAsSelector(selector)
	return err == nil && parsed.Matches(set)
}

// ports are expressions for the ports of a rule; a named one is looked up in the pod that listens.
func ports(named []networking.NetworkPolicyPort, listens *core.Pod) []string {
	if len(named) == 0 {
		return []string{""}
	}
	var found []string
	for _, one := range named {
		protocol := core.ProtocolTCP
		if one.Protocol != nil {
			protocol = *one.Protocol
		}
		lower := strings.ToLower(string(protocol))
		switch {
		case one.Port == nil:
			found = append(found, "meta l4proto "+lower)
		case one.Port.Type == intstr.Int && one.EndPort != nil:
			found = append(found, fmt.Sprintf("%s dport %d-%d", lower, one.Port.IntVal, *one.EndPort))
		case one.Port.Type == intstr.Int:
			found = append(found, fmt.Sprintf("%s dport %d", lower, one.Port.IntVal))
		case listens != nil:
			for _, container := range listens.Spec.Containers {
				for _, port := range container.Ports {
					if port.Name == one.Port.StrVal && port.Protocol == protocol {
						found = append(found, fmt.Sprintf("%s dport %d", lower, port.ContainerPort))
					}
				}
			}
		}
	}
	return found
}
