// Writes argo.json: what Argo Workflows makes of `depends`:
//
//	go run . > ../argo.json
//
// Argo's own are the expansion of names (common.GetTaskDependencies), the check of results (common.ValidateTaskResults) and
// the evaluation (argoexpr.EvalBool). What a node's phase is to the expression stands in an unexported method
// (workflow/controller/dag.go, evaluateDependsLogic) and is repeated here. An answer is a letter: r(un), o(mitted). A string of
// answers goes through all combinations of the outcomes of the named tasks as a counter does: the last one's changes first.
package main

import (
	"encoding/json"
	"os"
	"sort"
	"strings"
	"time"

	wfv1 "github.com/argoproj/argo-workflows/v3/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v3/util/expr/argoexpr"
	"github.com/argoproj/argo-workflows/v3/workflow/common"
)

// The fields of TaskResults in workflow/controller/dag.go.
type results struct {
	Succeeded, Failed, Errored, Skipped, Omitted, Daemoned, AnySucceeded, AllFailed bool
}

type outcome struct {
	Phase     wfv1.NodePhase   `json:"phase"`
	Daemoned  bool             `json:"daemoned,omitempty"`
	Instances []wfv1.NodePhase `json:"instances"`
}

var outcomes = []outcome{
	{Phase: wfv1.NodeSucceeded},
	{Phase: wfv1.NodeFailed},
	{Phase: wfv1.NodeError},
	{Phase: wfv1.NodeSkipped},
	{Phase: wfv1.NodeOmitted},
	{Phase: wfv1.NodeRunning, Daemoned: true},
	{Phase: wfv1.NodeSucceeded, Daemoned: true},
	{Phase: wfv1.NodeSucceeded, Instances: []wfv1.NodePhase{wfv1.NodeSucceeded, wfv1.NodeSkipped}},
	{Phase: wfv1.NodeFailed, Instances: []wfv1.NodePhase{wfv1.NodeSucceeded, wfv1.NodeFailed}},
	{Phase: wfv1.NodeFailed, Instances: []wfv1.NodePhase{wfv1.NodeFailed, wfv1.NodeFailed}},
	{Phase: wfv1.NodeSkipped, Instances: []wfv1.NodePhase{}},
	{Phase: wfv1.NodeError, Instances: []wfv1.NodePhase{wfv1.NodeFailed, wfv1.NodeError}},
}

func resultsOf(o outcome) results {
	anySucceeded, allFailed := false, len(o.Instances) > 0
	for _, phase := range o.Instances {
		anySucceeded = anySucceeded || phase == wfv1.NodeSucceeded
		allFailed = allFailed && phase == wfv1.NodeFailed
	}
	return results{
		Succeeded:    o.Phase == wfv1.NodeSucceeded,
		Failed:       o.Phase == wfv1.NodeFailed,
		Errored:      o.Phase == wfv1.NodeError,
		Skipped:      o.Phase == wfv1.NodeSkipped,
		Omitted:      o.Phase == wfv1.NodeOmitted,
		Daemoned:     o.Daemoned && o.Phase != wfv1.NodePending,
		AnySucceeded: anySucceeded,
		AllFailed:    allFailed,
	}
}

type dag struct{}

func (dag) GetTask(name string) *wfv1.DAGTask              { return &wfv1.DAGTask{Name: name} }
func (dag) GetTaskDependencies(string) []string            { return nil }
func (dag) GetTaskFinishedAtTime(string) (never time.Time) { return }

var expressions = []string{
	"A", "task-1", "(A)", "!A", "!!A",
	"A.Succeeded", "A.Failed", "A.Errored", "A.Skipped", "A.Omitted", "A.Daemoned", "A.AnySucceeded", "A.AllFailed",
	"A && B", "A || B", "A&&B", "  A  ||\tB ", "A && !B", "!(A && B)", "!A || !B", "!A.Failed && !B.Failed",
	"A.Succeeded || A.Failed", "A.Succeeded && A.Failed", "A.AnySucceeded || B.AllFailed", "A.AnySucceeded && A.Failed",
	"A || B && C", "A && B || C", "(A || B) && C", "A && (B || C)", "!A && B || C", "!(A || B) && C", "A || B || C", "A && B && C",
	"A.Succeeded && (B.Failed || !C.Skipped)", "(task-2.Succeeded || task-2.Skipped) && !task-3.Failed",
	"task || task-2.Failed", "task-1.AnySucceeded || task-2.AllFailed", "a-b-c.Omitted && ((A.Errored))",
	"(A.Succeeded || A.Skipped || A.Daemoned) && (B.Succeeded || B.Failed || B.Errored || B.Skipped || B.Omitted) && !C.Failed",
}

var refused = []string{
	"A &&", "&& A", "A || ", "!", "()", "(A", "A)", "A B", "A | B", "A & B", "A ! B", "A.Foo", "A.Finished && B", "A..Failed", "A.", ".Failed",
	"A && && B", "A || || B", "(A && B", "A && B)", "A, B", "A.Succeeded.Failed", "A @ B",
}

func evaluate(depends string, scope map[string]results) (bool, error) {
	return argoexpr.EvalBool(strings.ReplaceAll(depends, "-", "_"), scope)
}

type answer struct {
	Depends string   `json:"depends"`
	Tasks   []string `json:"tasks"`
	Answers string   `json:"answers"`
}

func tasksOf(depends string) ([]string, string, error) {
	task := &wfv1.DAGTask{Name: "x", Depends: depends}
	if err := common.ValidateTaskResults(task); err != nil {
		return nil, "", err
	}
	dependencies, expanded := common.GetTaskDependencies(task, dag{})
	names := []string{}
	for name := range dependencies {
		names = append(names, name)
	}
	sort.Strings(names)
	return names, expanded, nil
}

func answers(expanded string, names []string, scope map[string]results) string {
	if len(names) == 0 {
		execute, err := evaluate(expanded, scope)
		if err != nil {
			panic(err)
		}
		if execute {
			return "r"
		}
		return "o"
	}
	all := ""
	for _, o := range outcomes {
		scope[strings.ReplaceAll(names[0], "-", "_")] = resultsOf(o)
		all += answers(expanded, names[1:], scope)
	}
	return all
}

func main() {
	evaluated := []answer{}
	for _, depends := range expressions {
		names, expanded, err := tasksOf(depends)
		if err != nil {
			panic(err)
		}
		evaluated = append(evaluated, answer{depends, names, answers(expanded, names, map[string]results{})})
	}
	for _, depends := range refused {
		names, expanded, err := tasksOf(depends)
		scope := map[string]results{}
		for _, name := range names {
			scope[name] = results{}
		}
		if err == nil {
			_, err = evaluate(expanded, scope)
		}
		if err == nil {
			panic("Argo takes " + depends)
		}
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	_ = out.Encode(map[string]any{
		"about":     "Made by generate/main.go, which says what is in here.",
		"argo":      "v3.7.0",
		"outcomes":  outcomes,
		"evaluated": evaluated,
		"refused":   refused,
	})
}
