// network-policies --kubeconfig FILE --node NAME: puts the NetworkPolicies that meet the pods of one machine
// into its nftables, as we read their definition: no network plug-in that does so can be had as a Go module.
//
// A pod is isolated in a direction when a policy of its namespace selects it and names that direction; then
// only what some such policy allows comes through, and the answers to it. The machine that a pod runs on
// reaches it always (kubelet's probes). What is not held: host-network pods, IPv6, SCTP.
package main

import (
	"context"
	"flag"
	"log"
	"os/exec"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "the credentials")
	node := flag.String("node", "", "the machine's name in the cluster")
	flag.Parse()
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		log.Fatal(err)
	}
	factory := informers.NewSharedInformerFactory(kubernetes.NewForConfigOrDie(config), 0)
	pods := factory.Core().V1().Pods()
	namespaces := factory.Core().V1().Namespaces()
	policies := factory.Networking().V1().NetworkPolicies()
	changed := make(chan struct{}, 1)
	change := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { change() },
		UpdateFunc: func(any, any) { change() },
		DeleteFunc: func(any) { change() },
	}
	for _, informer := range []cache.SharedIndexInformer{pods.Informer(), namespaces.Informer(), policies.Informer()} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			log.Fatal(err)
		}
	}
	never := context.Background().Done()
	factory.Start(never)
	factory.WaitForCacheSync(never)
	change()
	written := ""
	for range changed {
		var all world
		all.pods, _ = pods.Lister().List(labels.Everything())
		all.policies, _ = policies.Lister().List(labels.Everything())
		list, _ := namespaces.Lister().List(labels.Everything())
		all.namespaces = map[string]labels.Set{}
		for _, one := range list {
			all.namespaces[one.Name] = one.Labels
		}
		if table := all.table(*node); table != written {
			load := exec.Command("nft", "-f", "-")
			load.Stdin = strings.NewReader(table)
			if said, err := load.CombinedOutput(); err != nil {
				log.Printf("nft: %v\n%s%s", err, said, table)
				time.Sleep(time.Second)
				change()
				continue
			}
			written = table
			log.Printf("%d bytes of rules are in force", len(table))
		}
		time.Sleep(20 * time.Millisecond)
	}
}
