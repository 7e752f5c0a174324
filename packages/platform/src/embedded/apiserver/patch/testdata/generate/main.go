// Writes strategic-merge.json: random Deployments, the patches that kubectl would make of a change, and what
// k8s.io/apimachinery makes of each patch on an object that has drifted meanwhile:
//
//	go run . > ../strategic-merge.json
package main

import (
	"bytes"
	"encoding/json"
	"math/rand"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

type M = map[string]interface{}
type L = []interface{}

var r = rand.New(rand.NewSource(20260101))

func yes() bool               { return r.Intn(2) == 0 }
func pick(s ...string) string { return s[r.Intn(len(s))] }

func some(n int, make func(i int) interface{}) L {
	l := L{}
	for _, i := range r.Perm(n)[:r.Intn(n+1)] {
		l = append(l, make(i))
	}
	return l
}

func container(i int) interface{} {
	c := M{"name": string(rune('a' + i)), "image": pick("i:1", "i:2")}
	if yes() {
		c["env"] = some(3, func(i int) interface{} { return M{"name": string(rune('A' + i)), "value": pick("1", "2")} })
	}
	if yes() {
		c["ports"] = some(2, func(i int) interface{} {
			return M{"containerPort": 80 + i, "name": pick("p", "q")}
		})
	}
	if yes() {
		c["args"] = L{pick("1", "2")}
	}
	return c
}

func volume(i int) interface{} {
	v := M{"name": string(rune('v' + i))}
	if yes() {
		v["emptyDir"] = M{}
	} else {
		v["secret"] = M{"secretName": pick("s", "t")}
	}
	return v
}

func deployment() M {
	spec := M{"containers": some(3, container)}
	if yes() {
		spec["volumes"] = some(3, volume)
	}
	if yes() {
		spec["tolerations"] = some(2, func(i int) interface{} { return M{"key": string(rune('k' + i)), "operator": "Exists"} })
	}
	if yes() {
		spec["nodeSelector"] = M{pick("a", "b"): pick("1", "2")}
	}
	meta := M{"name": "d"}
	if yes() {
		meta["finalizers"] = some(3, func(i int) interface{} { return "example.com/" + string(rune('a'+i)) })
	}
	if yes() {
		meta["labels"] = M{pick("x", "y"): pick("1", "2")}
	}
	d := M{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta, "spec": M{"template": M{"spec": spec}}}
	if yes() {
		if yes() {
			d["spec"].(M)["strategy"] = M{"type": "Recreate"}
		} else {
			d["spec"].(M)["strategy"] = M{"type": "RollingUpdate", "rollingUpdate": M{"maxSurge": r.Intn(3)}}
		}
	}
	return d
}

func text(v interface{}) []byte {
	b, _ := json.Marshal(v)
	return b
}

type record struct {
	Current json.RawMessage `json:"current"`
	Patch   json.RawMessage `json:"patch"`
	Result  json.RawMessage `json:"result"`
}

func main() {
	var all []record
	for len(all) < 150 {
		before, after, current := text(deployment()), text(deployment()), text(deployment())
		if yes() {
			current = before
		}
		patch, err := strategicpatch.CreateTwoWayMergePatch(before, after, appsv1.Deployment{})
		if err != nil {
			panic(err)
		}
		result, err := strategicpatch.StrategicMergePatch(current, patch, appsv1.Deployment{})
		if err != nil {
			continue
		}
		if bytes.Contains(result, []byte(`"$patch"`)) {
			continue // a known fault: a deletion inside an item that is added as a whole is kept as an item
		}
		all = append(all, record{current, patch, result})
	}
	json.NewEncoder(os.Stdout).Encode(all)
}
