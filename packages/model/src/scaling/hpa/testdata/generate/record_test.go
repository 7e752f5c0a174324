// Writes hpa.json: what Kubernetes' HorizontalPodAutoscaler makes of pods, signals and behaviors:
//
//	go test -vet=off -run TestRecord -count=1 . -args ../hpa.json
//
// Kubernetes' own are the replica calculator, the API server's defaults and the controller's whole reconcileAutoscaler, in the virtual time of
// testing/synctest. The flags are kube-controller-manager's defaults. Times are milliseconds relative to the decision or the start.
package hpa

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

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
	autoscalingclient "k8s.io/client-go/kubernetes/typed/autoscaling/v2"
	coreclient "k8s.io/client-go/kubernetes/typed/core/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	scaleclient "k8s.io/client-go/scale"
	"k8s.io/client-go/tools/record"
	autoscalingdefaults "k8s.io/kubernetes/pkg/apis/autoscaling/v2"
	"k8s.io/kubernetes/pkg/controller/podautoscaler"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
)

//go:linkname reconcileAutoscaler k8s.io/kubernetes/pkg/controller/podautoscaler.(*HorizontalController).reconcileAutoscaler
func reconcileAutoscaler(a *podautoscaler.HorizontalController, ctx context.Context, hpa *autoscalingv2.HorizontalPodAutoscaler, key string) error

//go:linkname enqueueHPA k8s.io/kubernetes/pkg/controller/podautoscaler.(*HorizontalController).enqueueHPA
func enqueueHPA(a *podautoscaler.HorizontalController, obj interface{})

const (
	cpuInitialization = 5 * time.Minute
	readinessDelay    = 30 * time.Second
	tolerance         = 0.1
	stabilization     = 5 * time.Minute
)

var errNone = errors.New("not measured")

type pod struct {
	Name           string             `json:"name"`
	Phase          string             `json:"phase"`
	IsBeingDeleted bool               `json:"isBeingDeleted,omitempty"`
	Ready          *ready             `json:"ready,omitempty"`
	StartedAt      *int64             `json:"startedAt,omitempty"`
	Metrics        map[string]measure `json:"metrics"`
	Requests       map[string]float64 `json:"requests,omitempty"`
}

type ready struct {
	IsReady bool  `json:"isReady"`
	Since   int64 `json:"since"`
}

type measure struct {
	Value         float64 `json:"value"`
	At            int64   `json:"at"`
	WindowSeconds int     `json:"windowSeconds"`
}

type world struct {
	pods    []pod
	signals map[string]*float64
	now     time.Time
}

func milli(value float64) int64 { return int64(value*1000 + 0.5) }

func (w *world) at(offset int64) time.Time {
	return w.now.Add(time.Duration(offset) * time.Millisecond)
}

func (w *world) object(p pod) *corev1.Pod {
	made := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: p.Name, Namespace: "n", Labels: map[string]string{"app": "x"}}}
	made.Status.Phase = corev1.PodPhase(p.Phase)
	if p.IsBeingDeleted {
		now := metav1.NewTime(w.now)
		made.DeletionTimestamp = &now
	}
	if p.StartedAt != nil {
		at := metav1.NewTime(w.at(*p.StartedAt))
		made.Status.StartTime = &at
	}
	if p.Ready != nil {
		status := corev1.ConditionFalse
		if p.Ready.IsReady {
			status = corev1.ConditionTrue
		}
		made.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: status, LastTransitionTime: metav1.NewTime(w.at(p.Ready.Since))}}
	}
	requests := corev1.ResourceList{}
	for name, value := range p.Requests {
		requests[corev1.ResourceName(name)] = *resource.NewMilliQuantity(milli(value), resource.DecimalSI)
	}
	made.Spec.Containers = []corev1.Container{{Name: "c", Resources: corev1.ResourceRequirements{Requests: requests}}}
	return made
}

func (w *world) List(labels.Selector) ([]*corev1.Pod, error) {
	var made []*corev1.Pod
	for _, p := range w.pods {
		made = append(made, w.object(p))
	}
	return made, nil
}

func (w *world) Pods(string) corelisters.PodNamespaceLister { return w }

func (w *world) Get(string) (*corev1.Pod, error) { return nil, errNone }

func (w *world) measured(name string) (metrics.PodMetricsInfo, time.Time, error) {
	found := metrics.PodMetricsInfo{}
	for _, p := range w.pods {
		if m, ok := p.Metrics[name]; ok {
			found[p.Name] = metrics.PodMetric{Timestamp: w.at(m.At), Window: time.Duration(m.WindowSeconds) * time.Second, Value: milli(m.Value)}
		}
	}
	if len(found) == 0 {
		return nil, time.Time{}, errNone
	}
	return found, w.now, nil
}

func (w *world) GetResourceMetric(_ context.Context, name corev1.ResourceName, _ string, _ labels.Selector, _ string) (metrics.PodMetricsInfo, time.Time, error) {
	return w.measured(string(name))
}

func (w *world) GetRawMetric(name string, _ string, _ labels.Selector, _ labels.Selector) (metrics.PodMetricsInfo, time.Time, error) {
	return w.measured(name)
}

func (w *world) GetObjectMetric(name string, _ string, _ *autoscalingv2.CrossVersionObjectReference, _ labels.Selector) (int64, time.Time, error) {
	if value := w.signals[name]; value != nil {
		return milli(*value), w.now, nil
	}
	return 0, time.Time{}, errNone
}

func (w *world) GetExternalMetric(name, _ string, _ labels.Selector) ([]int64, time.Time, error) {
	value, at, err := w.GetObjectMetric(name, "", nil, nil)
	return []int64{value}, at, err
}

// Of podautoscaler.Tolerances, whose fields are its own: scale-down first.
func tolerances(down, up float64) podautoscaler.Tolerances {
	both := [2]float64{down, up}
	return *(*podautoscaler.Tolerances)(unsafe.Pointer(&both))
}

func TestRecord(t *testing.T) {
	if flag.NArg() != 1 {
		t.Skip("no file named")
	}
	random := rand.New(rand.NewSource(15))
	recorded := map[string]any{"kubernetes": "v1.37.2", "pods": podCases(t, random), "sequences": sequences(t, random)}
	file, err := os.Create(flag.Arg(0))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	writeLines(file, recorded)
}

// A case a line.
func writeLines(file *os.File, recorded map[string]any) {
	fmt.Fprintf(file, "{\n  \"kubernetes\": %q", recorded["kubernetes"])
	for _, name := range []string{"pods", "sequences"} {
		fmt.Fprintf(file, ",\n  %q: [\n", name)
		cases := reflect.ValueOf(recorded[name])
		for i := 0; i < cases.Len(); i++ {
			line, err := json.Marshal(cases.Index(i).Interface())
			if err != nil {
				panic(err)
			}
			comma := ","
			if i == cases.Len()-1 {
				comma = ""
			}
			fmt.Fprintf(file, "    %s%s\n", line, comma)
		}
		fmt.Fprint(file, "  ]")
	}
	fmt.Fprint(file, "\n}\n")
}

type podCase struct {
	Type       string         `json:"type"`
	Metric     string         `json:"metric"`
	Target     map[string]any `json:"target"`
	Tolerances [2]float64     `json:"tolerances"` // down, up
	Current    int32          `json:"current"`
	Pods       []pod          `json:"pods"`
	// Absent where Kubernetes cannot tell.
	Replicas *int32 `json:"replicas,omitempty"`
}

func podCases(t *testing.T, random *rand.Rand) []podCase {
	var cases []podCase
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Hour)
		for i := 0; i < 300; i++ {
			cases = append(cases, podCaseOf(random))
		}
	})
	return cases
}

func podCaseOf(random *rand.Rand) podCase {
	made := podCase{Type: "Resource", Metric: "cpu", Tolerances: [2]float64{tolerance, tolerance}}
	if random.Intn(4) == 0 {
		made.Tolerances = [2]float64{float64(random.Intn(4)) / 10, float64(random.Intn(4)) / 10}
	}
	average := float64(50+random.Intn(400)) / 1000
	utilization := int32(40 + random.Intn(90))
	made.Target = map[string]any{"averageValue": average}
	switch random.Intn(4) {
	case 0:
		made.Type, made.Metric = "Pods", "requests"
	case 1:
		made.Metric = "memory"
	}
	usesRequests := made.Type == "Resource" && random.Intn(3) > 0
	if usesRequests {
		made.Target = map[string]any{"averageUtilization": utilization}
	}
	level := 0.2 + 1.8*random.Float64()
	count := 1 + random.Intn(6)
	for i := 0; i < count; i++ {
		made.Pods = append(made.Pods, podOf(random, fmt.Sprintf("p%d", i), made.Metric))
	}
	for i := range made.Pods {
		if random.Intn(5) == 0 {
			continue
		}
		request := made.Pods[i].Requests[made.Metric]
		usual := average
		if usesRequests {
			usual = request * float64(utilization) / 100
		}
		value := float64(int64(usual*level*(0.8+0.4*random.Float64())*1000)) / 1000
		made.Pods[i].Metrics[made.Metric] = measure{Value: value, At: -int64(random.Intn(60)) * 1000, WindowSeconds: 30}
	}
	if random.Intn(20) == 0 {
		made.Pods[0].Requests = nil
	}
	made.Current = int32(max(1, count-1+random.Intn(3)))
	if replicas, err := calculated(made, average, utilization, usesRequests); err == nil {
		made.Replicas = &replicas
	}
	return made
}

func podOf(random *rand.Rand, name, metric string) pod {
	made := pod{Name: name, Phase: "Running", Metrics: map[string]measure{}}
	made.Requests = map[string]float64{metric: float64(100+random.Intn(5)*50) / 1000}
	switch random.Intn(16) {
	case 0:
		made.Phase = "Failed"
	case 1, 2:
		made.Phase = "Pending"
	case 3:
		made.IsBeingDeleted = true
	}
	age := int64(random.Intn(600)) * 1000
	started := -age
	if random.Intn(20) > 0 {
		made.StartedAt = &started
	}
	if random.Intn(20) > 0 {
		since := started + int64(random.Intn(int(age/1000)+1))*1000
		made.Ready = &ready{IsReady: random.Intn(4) > 0, Since: since}
	}
	return made
}

func calculated(c podCase, average float64, utilization int32, usesRequests bool) (int32, error) {
	w := &world{pods: c.Pods, now: time.Now()}
	calculator := podautoscaler.NewReplicaCalculator(w, w, cpuInitialization, readinessDelay)
	tolerated := tolerances(c.Tolerances[0], c.Tolerances[1])
	ctx, all := context.Background(), labels.Everything()
	if c.Type == "Pods" {
		replicas, _, _, err := calculator.GetMetricReplicas(c.Current, milli(average), c.Metric, tolerated, "n", all, all)
		return replicas, err
	}
	name := corev1.ResourceName(c.Metric)
	if usesRequests {
		replicas, _, _, _, err := calculator.GetResourceReplicas(ctx, c.Current, utilization, name, tolerated, "n", all, "")
		return replicas, err
	}
	replicas, _, _, err := calculator.GetRawResourceReplicas(ctx, c.Current, milli(average), name, tolerated, "n", all, "")
	return replicas, err
}

type rules struct {
	StabilizationWindowSeconds *int32   `json:"stabilizationWindowSeconds,omitempty"`
	SelectPolicy               *string  `json:"selectPolicy,omitempty"`
	Policies                   []rate   `json:"policies,omitempty"`
	Tolerance                  *float64 `json:"tolerance,omitempty"`
}

type rate struct {
	Type          string `json:"type"`
	Value         int32  `json:"value"`
	PeriodSeconds int32  `json:"periodSeconds"`
}

type metric struct {
	Type         string   `json:"type"`
	Metric       string   `json:"metric"`
	Value        *float64 `json:"value,omitempty"`
	AverageValue *float64 `json:"averageValue,omitempty"`
}

type tick struct {
	At      int64      `json:"at"`
	Values  []*float64 `json:"values"`
	Ready   int        `json:"ready"`
	Desired int32      `json:"desired"`
}

type sequence struct {
	Min      int32             `json:"min"`
	Max      int32             `json:"max"`
	Start    int32             `json:"start"`
	Metrics  []metric          `json:"metrics"`
	Behavior map[string]*rules `json:"behavior"`
	Ticks    []tick            `json:"ticks"`
}

func sequences(t *testing.T, random *rand.Rand) []sequence {
	var made []sequence
	for i := 0; i < 60; i++ {
		s := sequenceOf(random)
		run(t, &s, random)
		made = append(made, s)
	}
	return made
}

func sequenceOf(random *rand.Rand) sequence {
	made := sequence{Min: int32(random.Intn(4)), Max: int32(8 + random.Intn(40)), Start: int32(1 + random.Intn(12))}
	if random.Intn(10) == 0 {
		made.Start += 50
	}
	for i := 0; i <= random.Intn(3); i++ {
		target := float64(5 + random.Intn(40))
		m := metric{Type: "External", Metric: fmt.Sprintf("m%d", i), AverageValue: &target}
		if random.Intn(3) == 0 {
			m.Type = "Object"
		}
		if random.Intn(3) == 0 {
			m.Value, m.AverageValue = &target, nil
		}
		made.Metrics = append(made.Metrics, m)
	}
	if random.Intn(4) > 0 {
		made.Behavior = map[string]*rules{}
		if random.Intn(4) > 0 {
			made.Behavior["scaleUp"] = rulesOf(random)
		}
		if random.Intn(4) > 0 {
			made.Behavior["scaleDown"] = rulesOf(random)
		}
	}
	return made
}

func rulesOf(random *rand.Rand) *rules {
	made := &rules{}
	if random.Intn(2) == 0 {
		window := int32(random.Intn(8) * 30)
		made.StabilizationWindowSeconds = &window
	}
	if random.Intn(2) == 0 {
		selected := []string{"Max", "Min", "Min", "Disabled"}[random.Intn(4)]
		made.SelectPolicy = &selected
	}
	for i := 0; i < random.Intn(3); i++ {
		kind := []string{"Pods", "Percent"}[random.Intn(2)]
		value := int32(1 + random.Intn(5))
		if kind == "Percent" {
			value *= 20
		}
		made.Policies = append(made.Policies, rate{kind, value, int32(15 * (1 + random.Intn(8)))})
	}
	if random.Intn(3) == 0 {
		share := float64(random.Intn(5)) / 10
		made.Tolerance = &share
	}
	return made
}

func (r *rules) kubernetes() *autoscalingv2.HPAScalingRules {
	if r == nil {
		return nil
	}
	made := &autoscalingv2.HPAScalingRules{StabilizationWindowSeconds: r.StabilizationWindowSeconds}
	if r.SelectPolicy != nil {
		selected := autoscalingv2.ScalingPolicySelect(*r.SelectPolicy)
		made.SelectPolicy = &selected
	}
	for _, p := range r.Policies {
		made.Policies = append(made.Policies, autoscalingv2.HPAScalingPolicy{Type: autoscalingv2.HPAScalingPolicyType(p.Type), Value: p.Value, PeriodSeconds: p.PeriodSeconds})
	}
	if r.Tolerance != nil {
		made.Tolerance = resource.NewMilliQuantity(milli(*r.Tolerance), resource.DecimalSI)
	}
	return made
}

func (s *sequence) object() *autoscalingv2.HorizontalPodAutoscaler {
	hpa := &autoscalingv2.HorizontalPodAutoscaler{ObjectMeta: metav1.ObjectMeta{Name: "h", Namespace: "n", ResourceVersion: "1", UID: "u"}}
	hpa.Spec.ScaleTargetRef = autoscalingv2.CrossVersionObjectReference{APIVersion: "apps/v1", Kind: "Deployment", Name: "d"}
	hpa.Spec.MinReplicas, hpa.Spec.MaxReplicas = &s.Min, s.Max
	for _, m := range s.Metrics {
		target := autoscalingv2.MetricTarget{Type: autoscalingv2.AverageValueMetricType}
		if m.AverageValue != nil {
			target.AverageValue = resource.NewMilliQuantity(milli(*m.AverageValue), resource.DecimalSI)
		} else {
			target.Type = autoscalingv2.ValueMetricType
			target.Value = resource.NewMilliQuantity(milli(*m.Value), resource.DecimalSI)
		}
		spec := autoscalingv2.MetricSpec{Type: autoscalingv2.MetricSourceType(m.Type)}
		if m.Type == "External" {
			spec.External = &autoscalingv2.ExternalMetricSource{Metric: autoscalingv2.MetricIdentifier{Name: m.Metric}, Target: target}
		} else {
			described := autoscalingv2.CrossVersionObjectReference{Kind: "Service", Name: "s"}
			spec.Object = &autoscalingv2.ObjectMetricSource{DescribedObject: described, Metric: autoscalingv2.MetricIdentifier{Name: m.Metric}, Target: target}
		}
		hpa.Spec.Metrics = append(hpa.Spec.Metrics, spec)
	}
	if s.Behavior != nil {
		hpa.Spec.Behavior = &autoscalingv2.HorizontalPodAutoscalerBehavior{ScaleUp: s.Behavior["scaleUp"].kubernetes(), ScaleDown: s.Behavior["scaleDown"].kubernetes()}
	}
	autoscalingdefaults.SetDefaults_HorizontalPodAutoscaler(hpa)
	return hpa
}

// The API server as far as the controller speaks to it: scales, statuses, events.
type server struct {
	scaleclient.ScaleInterface
	autoscalingclient.HorizontalPodAutoscalerInterface
	replicas int32
	hpa      *autoscalingv2.HorizontalPodAutoscaler
}

func (s *server) Scales(string) scaleclient.ScaleInterface { return scales{s} }

func (s *server) HorizontalPodAutoscalers(string) autoscalingclient.HorizontalPodAutoscalerInterface {
	return statuses{s.HorizontalPodAutoscalerInterface, s}
}

func (s *server) Events(string) coreclient.EventInterface { return nil }

func (s *server) EventsWithContext(context.Context, string) coreclient.EventInterface { return nil }

type scales struct{ *server }

func (s scales) Get(context.Context, schema.GroupResource, string, metav1.GetOptions) (*autoscalingv1.Scale, error) {
	made := &autoscalingv1.Scale{Spec: autoscalingv1.ScaleSpec{Replicas: s.replicas}}
	made.Status = autoscalingv1.ScaleStatus{Replicas: s.replicas, Selector: "app=x"}
	return made, nil
}

func (s scales) Update(_ context.Context, _ schema.GroupResource, scale *autoscalingv1.Scale, _ metav1.UpdateOptions) (*autoscalingv1.Scale, error) {
	s.server.replicas = scale.Spec.Replicas
	return scale, nil
}

func (s scales) Patch(context.Context, schema.GroupVersionResource, string, types.PatchType, []byte, metav1.PatchOptions) (*autoscalingv1.Scale, error) {
	return nil, errNone
}

type statuses struct {
	autoscalingclient.HorizontalPodAutoscalerInterface
	server *server
}

func (s statuses) UpdateStatus(_ context.Context, hpa *autoscalingv2.HorizontalPodAutoscaler, _ metav1.UpdateOptions) (*autoscalingv2.HorizontalPodAutoscaler, error) {
	s.server.hpa = hpa.DeepCopy()
	return s.server.hpa, nil
}

func controllerOf(w *world, s *server) *podautoscaler.HorizontalController {
	mapper := meta.NewDefaultRESTMapper([]schema.GroupVersion{{Group: "apps", Version: "v1"}})
	mapper.Add(schema.GroupVersionKind{Group: "apps", Version: "v1", Kind: "Deployment"}, meta.RESTScopeNamespace)
	factory := informers.NewSharedInformerFactory(nil, 0)
	made := podautoscaler.NewHorizontalController(context.Background(), s, s, s, mapper, w,
		factory.Autoscaling().V2().HorizontalPodAutoscalers(), factory.Core().V1().Pods(),
		15*time.Second, stabilization, tolerance, cpuInitialization, readinessDelay)
	set(made, "podLister", corelisters.PodLister(w))
	set(made, "replicaCalc", podautoscaler.NewReplicaCalculator(w, w, cpuInitialization, readinessDelay))
	set(made, "eventRecorder", record.EventRecorder(&record.FakeRecorder{}))
	return made
}

func set[T any](controller *podautoscaler.HorizontalController, name string, value T) {
	field := reflect.ValueOf(controller).Elem().FieldByName(name)
	*(*T)(unsafe.Pointer(field.UnsafeAddr())) = value
}

func run(t *testing.T, s *sequence, random *rand.Rand) {
	w := &world{signals: map[string]*float64{}}
	api := &server{replicas: s.Start, hpa: s.object()}
	controller := controllerOf(w, api)
	enqueueHPA(controller, api.hpa)
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		level := 0.2 + 10*random.Float64()
		for i := 0; i < 50; i++ {
			w.now = time.Now()
			level = max(0, level*(0.6+0.85*random.Float64())+random.Float64()-0.3)
			made := tick{At: w.now.Sub(start).Milliseconds()}
			for _, m := range s.Metrics {
				value := s.valueOf(m, level, api.replicas, random)
				w.signals[m.Metric] = value
				made.Values = append(made.Values, value)
			}
			made.Ready = max(0, int(api.replicas)-random.Intn(6)/5)
			w.pods = nil
			for p := 0; p < int(api.replicas); p++ {
				w.pods = append(w.pods, pod{Name: fmt.Sprintf("p%d", p), Phase: "Running", Ready: &ready{IsReady: p < made.Ready}})
			}
			err := reconcileAutoscaler(controller, context.Background(), api.hpa, "n/h")
			if err != nil && !strings.HasSuffix(err.Error(), errNone.Error()) {
				t.Fatal(err)
			}
			made.Desired = api.replicas
			s.Ticks = append(s.Ticks, made)
			time.Sleep(time.Duration(15+random.Intn(3)*random.Intn(40)) * time.Second)
		}
	})
}

func (s *sequence) valueOf(m metric, level float64, replicas int32, random *rand.Rand) *float64 {
	if random.Intn(12) == 0 {
		return nil
	}
	value := level * 4
	if m.AverageValue != nil {
		value *= *m.AverageValue
	} else {
		value = *m.Value * level * 4 / float64(max(1, replicas))
	}
	if random.Intn(10) == 0 {
		value = 0
	}
	value = float64(int64(value*1000)) / 1000
	return &value
}
