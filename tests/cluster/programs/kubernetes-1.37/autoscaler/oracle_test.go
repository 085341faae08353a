// Asks the controller's own code: reconcileAutoscaler of kubernetes pkg/controller/podautoscaler, on a clock that stands
// still while it works (testing/synctest). It reads courses, one JSON object a line, from the file that COURSES names, and
// writes the replicas after each step, one JSON list a line, to the file that ANSWERS names.
package autoscaler

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	_ "unsafe"

	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	autoscalingclient "k8s.io/client-go/kubernetes/typed/autoscaling/v2"
	scaleclient "k8s.io/client-go/scale"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/controller/podautoscaler"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
)

//go:linkname reconcile k8s.io/kubernetes/pkg/controller/podautoscaler.(*HorizontalController).reconcileAutoscaler
func reconcile(controller *podautoscaler.HorizontalController, ctx context.Context, hpa *autoscalingv2.HorizontalPodAutoscaler, key string) error

//go:linkname enqueue k8s.io/kubernetes/pkg/controller/podautoscaler.(*HorizontalController).enqueueHPA
func enqueue(controller *podautoscaler.HorizontalController, hpa interface{})

type rules struct {
	Window   int32
	Select   string
	Policies []struct {
		Type   string
		Value  int32
		Period int32
	}
}

//go:linkname forget k8s.io/kubernetes/pkg/controller/podautoscaler.(*HorizontalController).deleteHPA
func forget(controller *podautoscaler.HorizontalController, hpa interface{})

// Times are milliseconds; the course begins at Begin.
type course struct {
	Min, Max, Target, Start int32
	Begin                   int64
	Up, Down                rules
	Steps                   []step
}

type step struct {
	// Milliseconds since the step before.
	After int64
	// The target's replicas are set to this first, if it is not negative.
	Set      int32
	Replicas []replica
}

type replica struct {
	Request        int64
	Phase          string
	Started, Since int64
	Ready          bool
	Sample         *struct{ Cpu, At, Window int64 }
}

// The cluster as the controller sees it.
type cluster struct {
	metrics.MetricsClient
	replicas int32
	used     metrics.PodMetricsInfo
}

func (c *cluster) GetResourceMetric(context.Context, corev1.ResourceName, string, labels.Selector, string) (metrics.PodMetricsInfo, time.Time, error) {
	// The controller changes what it gets.
	used := metrics.PodMetricsInfo{}
	for pod, metric := range c.used {
		used[pod] = metric
	}
	return used, time.Now(), nil
}

type scales struct{ *cluster }

func (s scales) Scales(string) scaleclient.ScaleInterface { return s }

func (s scales) Get(context.Context, schema.GroupResource, string, metav1.GetOptions) (*autoscalingv1.Scale, error) {
	return &autoscalingv1.Scale{
		Spec:   autoscalingv1.ScaleSpec{Replicas: s.replicas},
		Status: autoscalingv1.ScaleStatus{Replicas: s.replicas, Selector: "app=wordpress"},
	}, nil
}

func (s scales) Update(_ context.Context, _ schema.GroupResource, scale *autoscalingv1.Scale, _ metav1.UpdateOptions) (*autoscalingv1.Scale, error) {
	s.replicas = scale.Spec.Replicas
	return scale, nil
}

func (s scales) Patch(context.Context, schema.GroupVersionResource, string, types.PatchType, []byte, metav1.PatchOptions) (*autoscalingv1.Scale, error) {
	panic("the controller does not patch")
}

type autoscalers struct {
	autoscalingclient.HorizontalPodAutoscalerInterface
}

func (a autoscalers) HorizontalPodAutoscalers(string) autoscalingclient.HorizontalPodAutoscalerInterface {
	return a
}

func (a autoscalers) UpdateStatus(_ context.Context, hpa *autoscalingv2.HorizontalPodAutoscaler, _ metav1.UpdateOptions) (*autoscalingv2.HorizontalPodAutoscaler, error) {
	return hpa, nil
}

func behavior(r rules) *autoscalingv2.HPAScalingRules {
	selected := autoscalingv2.ScalingPolicySelect(r.Select)
	out := &autoscalingv2.HPAScalingRules{StabilizationWindowSeconds: &r.Window, SelectPolicy: &selected}
	for _, policy := range r.Policies {
		out.Policies = append(out.Policies, autoscalingv2.HPAScalingPolicy{
			Type: autoscalingv2.HPAScalingPolicyType(policy.Type), Value: policy.Value, PeriodSeconds: policy.Period,
		})
	}
	return out
}

func (r replica) pod(name string, at func(int64) time.Time) *corev1.Pod {
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: "blog", Name: name, Labels: map[string]string{"app": "wordpress"}},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{
			Name: "wordpress",
			Resources: corev1.ResourceRequirements{Requests: corev1.ResourceList{
				corev1.ResourceCPU: *resource.NewMilliQuantity(r.Request, resource.DecimalSI),
			}},
		}}},
	}
	switch r.Phase {
	case "pending":
		pod.Status.Phase = corev1.PodPending
	case "going":
		now := metav1.NewTime(time.Now())
		pod.DeletionTimestamp, pod.Status.Phase = &now, corev1.PodRunning
	case "runs":
		started, ready := metav1.NewTime(at(r.Started)), corev1.ConditionFalse
		if r.Ready {
			ready = corev1.ConditionTrue
		}
		pod.Status = corev1.PodStatus{Phase: corev1.PodRunning, StartTime: &started, Conditions: []corev1.PodCondition{{
			Type: corev1.PodReady, Status: ready, LastTransitionTime: metav1.NewTime(at(r.Since)),
		}}}
	default:
		panic("no phase " + r.Phase)
	}
	return pod
}

// The same as in src/simulate/load/autoscaler.rs, where each has its flag's name.
const (
	sync                 = 15 * time.Second
	downscale            = 5 * time.Minute
	tolerance            = 0.1
	initialisation       = 5 * time.Minute
	initialReadinessWait = 30 * time.Second
)

// The controller, and what it takes for a cluster.
type oracle struct {
	*cluster
	controller *podautoscaler.HorizontalController
	pods       cache.Store
}

func newOracle() oracle {
	client := fake.NewClientset()
	factory := informers.NewSharedInformerFactory(client, 0)
	pods := factory.Core().V1().Pods()
	apps := schema.GroupVersion{Group: "apps", Version: "v1"}
	mapper := meta.NewDefaultRESTMapper([]schema.GroupVersion{apps})
	mapper.Add(apps.WithKind("Deployment"), meta.RESTScopeNamespace)
	world := &cluster{}
	controller := podautoscaler.NewHorizontalController(context.Background(), client.CoreV1(), scales{world}, autoscalers{}, mapper, world,
		factory.Autoscaling().V2().HorizontalPodAutoscalers(), pods, sync, downscale, tolerance, initialisation, initialReadinessWait)
	return oracle{world, controller, pods.Informer().GetStore()}
}

func (o oracle) answers(t *testing.T, c course, name string) []int32 {
	o.replicas = c.Start
	cpu := corev1.ResourceCPU
	hpa := &autoscalingv2.HorizontalPodAutoscaler{
		ObjectMeta: metav1.ObjectMeta{Namespace: "blog", Name: name},
		Spec: autoscalingv2.HorizontalPodAutoscalerSpec{
			ScaleTargetRef: autoscalingv2.CrossVersionObjectReference{APIVersion: "apps/v1", Kind: "Deployment", Name: "wordpress"},
			MinReplicas:    &c.Min,
			MaxReplicas:    c.Max,
			Metrics: []autoscalingv2.MetricSpec{{
				Type: autoscalingv2.ResourceMetricSourceType,
				Resource: &autoscalingv2.ResourceMetricSource{
					Name:   cpu,
					Target: autoscalingv2.MetricTarget{Type: autoscalingv2.UtilizationMetricType, AverageUtilization: &c.Target},
				},
			}},
			Behavior: &autoscalingv2.HorizontalPodAutoscalerBehavior{ScaleUp: behavior(c.Up), ScaleDown: behavior(c.Down)},
		},
	}
	enqueue(o.controller, hpa)
	defer forget(o.controller, hpa)
	var answers []int32
	synctest.Test(t, func(t *testing.T) {
		zero := time.Now().Add(-time.Duration(c.Begin) * time.Millisecond)
		at := func(ms int64) time.Time { return zero.Add(time.Duration(ms) * time.Millisecond) }
		for _, step := range c.Steps {
			time.Sleep(time.Duration(step.After) * time.Millisecond)
			if step.Set >= 0 {
				o.replicas = step.Set
			}
			var stored []interface{}
			o.used = metrics.PodMetricsInfo{}
			for i, replica := range step.Replicas {
				name := fmt.Sprintf("wordpress-%d", i)
				stored = append(stored, replica.pod(name, at))
				if s := replica.Sample; s != nil {
					o.used[name] = metrics.PodMetric{Timestamp: at(s.At), Window: time.Duration(s.Window) * time.Millisecond, Value: s.Cpu}
				}
			}
			if err := o.pods.Replace(stored, ""); err != nil {
				t.Fatal(err)
			}
			// That the metrics are missing is an answer: nothing changes. Anything else is a fault of this file.
			err := reconcile(o.controller, context.Background(), hpa, "blog/"+name)
			if err != nil && !strings.Contains(err.Error(), "failed to get cpu utilization") {
				t.Fatal(err)
			}
			answers = append(answers, o.replicas)
		}
	})
	return answers
}

func TestCourses(t *testing.T) {
	in, err := os.Open(os.Getenv("COURSES"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(os.Getenv("ANSWERS"))
	if err != nil {
		t.Fatal(err)
	}
	oracle := newOracle()
	lines := bufio.NewReaderSize(in, 1<<20)
	for number := 0; ; number++ {
		line, err := lines.ReadBytes('\n')
		if len(line) == 0 {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		var c course
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		answer, err := json.Marshal(oracle.answers(t, c, fmt.Sprintf("course-%d", number)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write(append(answer, '\n')); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}
