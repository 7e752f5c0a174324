// Writes structured-merge-diff.json: random sequences of applies and updates, and what structured-merge-diff made of them:
//
//	go run . > ../structured-merge-diff.json
package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"sort"

	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
	"sigs.k8s.io/structured-merge-diff/v6/merge"
	"sigs.k8s.io/structured-merge-diff/v6/typed"
)

const schema = `types:
- name: toy
  map:
    fields:
    - name: spec
      type: {namedType: spec}
- name: spec
  map:
    fields:
    - name: image
      type: {scalar: string}
    - name: replicas
      type: {scalar: numeric}
    - name: env
      type:
        list:
          elementType: {namedType: env}
          elementRelationship: associative
          keys: [name]
    - name: tags
      type:
        list:
          elementType: {scalar: string}
          elementRelationship: associative
    - name: args
      type:
        list:
          elementType: {scalar: string}
          elementRelationship: atomic
    - name: labels
      type:
        map:
          elementType: {scalar: string}
    - name: nested
      type: {namedType: nested}
    - name: whole
      type:
        map:
          elementType: {scalar: string}
          elementRelationship: atomic
- name: env
  map:
    fields:
    - name: name
      type: {scalar: string}
    - name: value
      type: {scalar: string}
    - name: from
      type: {namedType: nested}
- name: nested
  map:
    fields:
    - name: x
      type: {scalar: string}
    - name: w
      type: {namedType: leaf}
- name: leaf
  map:
    fields:
    - name: z
      type: {scalar: string}
`

type conv struct{}

func (conv) Convert(v *typed.TypedValue, _ fieldpath.APIVersion) (*typed.TypedValue, error) {
	return v, nil
}
func (conv) IsMissingVersionError(error) bool { return false }

var r = rand.New(rand.NewSource(20260101))

func pick(s ...string) string { return s[r.Intn(len(s))] }
func yes() bool               { return r.Intn(2) == 0 }

type M = map[string]interface{}

func nested() M {
	m := M{}
	if yes() {
		m["x"] = pick("1", "2")
	}
	if yes() {
		m["w"] = M{"z": pick("1", "2")}
	}
	return m
}
func spec() M {
	s := M{}
	if yes() {
		s["image"] = pick("a", "b")
	}
	if yes() {
		s["replicas"] = 1 + r.Intn(3)
	}
	if yes() {
		var l []interface{}
		for _, i := range r.Perm(4)[:r.Intn(4)] {
			e := M{"name": string(rune('A' + i))}
			if yes() {
				e["value"] = pick("1", "2")
			}
			if r.Intn(3) == 0 {
				n := nested()
				if len(n) > 0 {
					e["from"] = n
				}
			}
			l = append(l, e)
		}
		if l != nil {
			s["env"] = l
		}
	}
	if yes() {
		var l []interface{}
		for _, i := range r.Perm(4)[:1+r.Intn(3)] {
			l = append(l, string(rune('p'+i)))
		}
		s["tags"] = l
	}
	if r.Intn(3) == 0 {
		s["args"] = []interface{}{pick("1", "2"), pick("3", "4")}
	}
	if yes() {
		m := M{}
		for _, k := range []string{"k1", "k2", "k3"} {
			if yes() {
				m[k] = pick("1", "2")
			}
		}
		if len(m) > 0 {
			s["labels"] = m
		}
	}
	if yes() {
		n := nested()
		if len(n) > 0 {
			s["nested"] = n
		}
	}
	if r.Intn(3) == 0 {
		s["whole"] = M{pick("a", "b"): pick("1", "2")}
	}
	return s
}

func copyOf(v interface{}) M {
	b, _ := json.Marshal(v)
	m := M{}
	json.Unmarshal(b, &m)
	return m
}

type step struct {
	Op      string      `json:"op"`
	Manager string      `json:"manager"`
	Force   bool        `json:"force,omitempty"`
	Given   interface{} `json:"given"`
}
type result struct {
	Object    interface{}            `json:"object,omitempty"`
	Managers  map[string]interface{} `json:"managers,omitempty"`
	Conflicts []string               `json:"conflicts,omitempty"`
}
type seq struct {
	Steps   []step   `json:"steps"`
	Results []result `json:"results"`
}

func main() {
	p, err := typed.NewParser(typed.YAMLObject(schema))
	if err != nil {
		panic(err)
	}
	t := p.Type("toy")
	u := (&merge.UpdaterBuilder{Converter: conv{}}).BuildUpdater()
	var all []seq
	for n := 0; n < 200; n++ {
		var s seq
		live, _ := t.FromUnstructured(M{})
		managers := fieldpath.ManagedFields{}
		for i := 0; i < 6; i++ {
			st := step{Op: "apply", Manager: pick("a1", "a2", "a3"), Force: r.Intn(3) == 0}
			if r.Intn(4) == 0 {
				st = step{Op: "update", Manager: pick("u1", "u2")}
			}
			sp := spec()
			if st.Op == "update" && yes() {
				cur := copyOf(live.AsValue().Unstructured())
				if c, ok := cur["spec"].(map[string]interface{}); ok {
					for k, v := range spec() {
						if yes() {
							c[k] = v
						} else {
							delete(c, k)
						}
					}
					sp = c
				}
			}
			given := M{}
			if len(sp) > 0 {
				given["spec"] = sp
			}
			given = copyOf(given)
			st.Given = given
			tv, err := t.FromUnstructured(copyOf(given))
			if err != nil {
				panic(fmt.Sprint(err, given))
			}
			var res result
			if st.Op == "apply" {
				o, m, err := u.Apply(live, tv, "v1", managers.Copy(), st.Manager, st.Force)
				if err != nil {
					cs, ok := err.(merge.Conflicts)
					if !ok {
						panic(err)
					}
					for _, c := range cs {
						res.Conflicts = append(res.Conflicts, c.Manager+" "+c.Path.String())
					}
					sort.Strings(res.Conflicts)
				} else {
					managers = m
					if o != nil {
						live = o
					}
				}
			} else {
				o, m, err := u.Update(live, tv, "v1", managers.Copy(), st.Manager)
				if err != nil {
					panic(err)
				}
				live, managers = o, m
			}
			if res.Conflicts == nil {
				res.Object = copyOf(live.AsValue().Unstructured())
				res.Managers = map[string]interface{}{}
				for name, set := range managers {
					b, _ := set.Set().ToJSON()
					var f interface{}
					json.Unmarshal(b, &f)
					res.Managers[name] = f
				}
			}
			s.Steps = append(s.Steps, st)
			s.Results = append(s.Results, res)
		}
		all = append(all, s)
	}
	json.NewEncoder(os.Stdout).Encode(all)
}
