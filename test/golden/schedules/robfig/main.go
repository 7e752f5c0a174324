// Asks robfig/cron, which Kubernetes' CronJob and Argo use, when the crons of cases.json are due; ../README.md has the command.
package main

import (
	"encoding/json"
	"os"
	"time"
	_ "time/tzdata"

	"github.com/robfig/cron/v3"
)

type group struct {
	Windows []struct {
		Zone, From string
		Hours      int
	}
	Crons []string
}

type answer struct {
	Zone string `json:"zone"`
	From string `json:"from"`
	Cron string `json:"cron"`
	Due  any    `json:"due"`
}

func main() {
	var groups map[string]group
	if err := json.NewDecoder(os.Stdin).Decode(&groups); err != nil {
		panic(err)
	}
	answers := []answer{}
	for _, group := range groups {
		for _, window := range group.Windows {
			zone, err := time.LoadLocation(window.Zone)
			if err != nil {
				panic(err)
			}
			from, err := time.Parse(time.RFC3339, window.From)
			if err != nil {
				panic(err)
			}
			end := from.Add(time.Duration(window.Hours) * time.Hour)
			for _, text := range group.Crons {
				answers = append(answers, answer{window.Zone, window.From, text, due(text, from.In(zone), end)})
			}
		}
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"cases": answers})
}

func due(text string, from, end time.Time) any {
	schedule, err := cron.ParseStandard(text)
	if err != nil {
		return "error: " + err.Error()
	}
	minutes := []int{}
	for at := schedule.Next(from); !at.IsZero() && !at.After(end); at = schedule.Next(at) {
		minutes = append(minutes, int(at.Sub(from).Minutes()))
	}
	return minutes
}
