// network-policies says which connections NetworkPolicies allow, as cyclonus reads them.
//
// A case a line on standard input, its answer a line on standard output. The answer names, for each
// pair of peers and each protocol, the ports that are let through; pairs with none are left out.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	v1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

type peer struct {
	Name string `json:"name"`
	IP   string `json:"ip"`
	// Of a pod. One without a namespace is outside the cluster.
	Namespace       string            `json:"namespace"`
	NamespaceLabels map[string]string `json:"namespaceLabels"`
	Labels          map[string]string `json:"labels"`
}

type question struct {
	Policies []*networkingv1.NetworkPolicy `json:"policies"`
	Peers    []peer                        `json:"peers"`
	Ports    []int                         `json:"ports"`
}

type answer struct {
	From     string `json:"from"`
	To       string `json:"to"`
	Protocol string `json:"protocol"`
	Ports    []int  `json:"ports"`
}

func (p peer) traffic() *matcher.TrafficPeer {
	if p.Namespace == "" {
		return &matcher.TrafficPeer{IP: p.IP}
	}
	return &matcher.TrafficPeer{IP: p.IP, Internal: &matcher.InternalPeer{
		PodLabels: p.Labels, NamespaceLabels: p.NamespaceLabels, Namespace: p.Namespace,
	}}
}

func allowed(q question) []answer {
	policy := matcher.BuildNetworkPolicies(false, q.Policies)
	answers := []answer{}
	for _, from := range q.Peers {
		for _, to := range q.Peers {
			for _, protocol := range []v1.Protocol{v1.ProtocolTCP, v1.ProtocolUDP, v1.ProtocolSCTP} {
				ports := []int{}
				for _, port := range q.Ports {
					traffic := &matcher.Traffic{
						Source: from.traffic(), Destination: to.traffic(),
						ResolvedPort: port, Protocol: protocol,
					}
					if policy.IsTrafficAllowed(traffic).IsAllowed() {
						ports = append(ports, port)
					}
				}
				if len(ports) > 0 {
					answers = append(answers, answer{from.Name, to.Name, string(protocol), ports})
				}
			}
		}
	}
	return answers
}

func run() error {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return err
		}
		if err := out.Encode(allowed(q)); err != nil {
			return err
		}
	}
	return lines.Err()
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "network-policies:", err)
		os.Exit(1)
	}
}
