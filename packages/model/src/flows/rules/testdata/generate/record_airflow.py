"""
Writes airflow.json: what Airflow's own TriggerRuleDep answers.

    python3 -m venv venv && venv/bin/pip install apache-airflow-core==3.3.2 apache-airflow-providers-standard==1.21.0
    venv/bin/python record_airflow.py > ../airflow.json

Real are the DAGs (Task SDK, serialised as for the scheduler), TriggerRuleDep, the scope of setups, what clearing
takes along, which tasks decide a run, and what a run that is marked as failed does to its tasks (with a database in memory).
A verdict is a letter: r(un), s(kipped), u(pstream_failed), w(ait). A string of verdicts goes through all combinations of
the states of the named tasks as a counter does: the last task's state changes first.
"""

import itertools
import json
import logging
import os
import random
import re
import sys
import tempfile
import uuid

os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp()
os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = "sqlite://"
os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "ERROR"

import airflow
from airflow.api.common.mark_tasks import set_dag_run_state_to_failed
from airflow.models import import_all_models
from airflow.models.base import Base
from airflow.models.dagrun import DagRun
from airflow.models.taskinstance import TaskInstance
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, TriggerRule
from airflow.serialization.serialized_objects import DagSerialization
from airflow.ti_deps.dep_context import DepContext
from airflow.ti_deps.deps.trigger_rule_dep import TriggerRuleDep
from airflow.utils import timezone
from airflow.utils.state import State, TaskInstanceState
from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import Session

logging.disable(logging.ERROR)

STATES = ["running", "success", "failed", "skipped", "upstream_failed"]
RULES = sorted(rule.value for rule in TriggerRule)
LETTERS = {"skipped": "s", "upstream_failed": "u"}


class Instance:
    """As much of a TaskInstance as TriggerRuleDep looks at."""

    map_index = -1
    run_id = "run"

    def __init__(self, task, state):
        self.task, self.task_id, self.dag_id, self.state = task, task.task_id, "dag", state

    def get_dagrun(self, session=None):
        return None

    def set_state(self, state, session=None):
        changed = self.state != state
        self.state = state
        return changed


def authored(steps):
    """The DAG of a description {id: {needs, setup, teardownOf, rule, onFailureFailRun}}."""
    with DAG("dag", schedule=None) as dag:
        tasks = {}
        for name, step in steps.items():
            rule = {"trigger_rule": step["rule"]} if "rule" in step else {}
            tasks[name] = EmptyOperator(task_id=name, **rule)
            if step.get("setup"):
                tasks[name].as_setup()
        for name, step in steps.items():
            for need in step.get("needs", []):
                tasks[need] >> tasks[name]
            if "teardownOf" in step:
                tasks[name].as_teardown(
                    setups=[tasks[s] for s in step["teardownOf"]],
                    on_failure_fail_dagrun=step.get("onFailureFailRun", False),
                )
    return dag


def scheduled(steps):
    """The same as the scheduler has it."""
    return DagSerialization.from_dict(DagSerialization.to_dict(authored(steps)))


def verdict(dag, name, states):
    finished = [
        Instance(dag.get_task(other), TaskInstanceState(state))
        for other, state in states.items()
        if TaskInstanceState(state) in State.finished
    ]
    instance = Instance(dag.get_task(name), None)
    context = DepContext(flag_upstream_failed=True, finished_tis=finished)
    statuses = list(TriggerRuleDep()._get_dep_statuses(instance, context, session=None))
    passes = all(status.passed for status in statuses)
    if instance.state is not None:
        assert not passes, (name, states)
        return LETTERS[instance.state.value]
    return "r" if passes else "w"


def verdicts(dag, name, others):
    combinations = itertools.product(STATES, repeat=len(others))
    return "".join(verdict(dag, name, dict(zip(others, states))) for states in combinations)


def three_upstreams():
    """Per rule (and for teardowns), and per which of the three are setups: 125 verdicts."""
    above = ["a", "b", "c"]
    answers = {}
    for rule in [*RULES, "teardown"]:
        answers[rule] = {}
        for setups in itertools.product([False, True], repeat=3):
            marked = [name for name, setup in zip(above, setups) if setup]
            steps = {name: {"setup": name in marked} for name in above}
            unmarked = [name for name in above if name not in marked]
            if rule == "teardown":
                steps["x"] = {"needs": unmarked, "teardownOf": marked}
            else:
                steps["x"] = {"needs": above, "rule": rule}
            answers[rule][",".join(marked)] = verdicts(scheduled(steps), "x", above)
    return answers


def indirect_setups():
    """Per rule: a step below u, in the scope of the setups s and t which are above u: verdicts over u, s, t."""
    answers = {}
    for rule in RULES:
        steps = {
            "s": {"setup": True},
            "t": {"setup": True},
            "u": {"needs": ["s", "t"]},
            "x": {"needs": ["u"], "rule": rule},
            "z": {"needs": ["x"], "teardownOf": ["s", "t"]},
        }
        answers[rule] = verdicts(scheduled(steps), "x", ["u", "s", "t"])
    return answers


GRAPHS = {
    "work between a setup and its teardown": {
        "create": {"setup": True},
        "query": {"needs": ["create"]},
        "delete": {"needs": ["query"], "teardownOf": ["create"]},
    },
    "two steps of work": {
        "create": {"setup": True},
        "one": {"needs": ["create"]},
        "two": {"needs": ["one"]},
        "delete": {"needs": ["two"], "teardownOf": ["create"]},
    },
    "two steps of work, of which the second always goes on": {
        "create": {"setup": True},
        "one": {"needs": ["create"]},
        "two": {"needs": ["one"], "rule": "all_done"},
        "delete": {"needs": ["two"], "teardownOf": ["create"]},
    },
    "a step after the work, out of the scope": {
        "create": {"setup": True},
        "query": {"needs": ["create"]},
        "delete": {"needs": ["query"], "teardownOf": ["create"]},
        "report": {"needs": ["query"]},
    },
    "a step after the teardown": {
        "create": {"setup": True},
        "query": {"needs": ["create"]},
        "delete": {"needs": ["query"], "teardownOf": ["create"]},
        "after": {"needs": ["delete"]},
    },
    "a step before the setup": {
        "before": {},
        "create": {"needs": ["before"], "setup": True},
        "query": {"needs": ["create"]},
        "delete": {"needs": ["query"], "teardownOf": ["create"]},
    },
    "two setups, one teardown": {
        "cluster": {"setup": True},
        "bucket": {"setup": True},
        "query": {"needs": ["cluster", "bucket"]},
        "delete": {"needs": ["query"], "teardownOf": ["cluster", "bucket"]},
    },
    "one setup, two teardowns": {
        "create": {"setup": True},
        "query": {"needs": ["create"]},
        "stop": {"needs": ["query"], "teardownOf": ["create"]},
        "delete": {"needs": ["query"], "teardownOf": ["create"], "onFailureFailRun": True},
    },
    "nested": {
        "cluster": {"setup": True},
        "table": {"needs": ["cluster"], "setup": True},
        "query": {"needs": ["table"]},
        "drop": {"needs": ["query"], "teardownOf": ["table"]},
        "delete": {"needs": ["drop"], "teardownOf": ["cluster"]},
    },
    "a setup without a teardown": {
        "login": {"setup": True},
        "one": {"needs": ["login"]},
        "two": {"needs": ["one"]},
    },
    "a teardown without a setup": {
        "one": {},
        "two": {"needs": ["one"]},
        "tidy": {"needs": ["two"], "teardownOf": []},
    },
    "a teardown whose failure fails the run": {
        "create": {"setup": True},
        "query": {"needs": ["create"]},
        "delete": {"needs": ["query"], "teardownOf": ["create"], "onFailureFailRun": True},
    },
    "work of two setups that do not enclose each other": {
        "cluster": {"setup": True},
        "bucket": {"setup": True},
        "query": {"needs": ["cluster", "bucket"]},
        "stop": {"needs": ["query"], "teardownOf": ["cluster"]},
        "empty": {"needs": ["query"], "teardownOf": ["bucket"]},
    },
    "a teardown that only its setup and the first of the work are needed by": {
        "create": {"setup": True},
        "one": {"needs": ["create"]},
        "two": {"needs": ["one"]},
        "delete": {"needs": ["one"], "teardownOf": ["create"]},
    },
    "nothing but teardowns": {"one": {"teardownOf": []}, "two": {"needs": ["one"], "teardownOf": []}},
}


def drawn(chance, count=5):
    """A graph as chance has it, of which Airflow takes every one."""
    steps = {}
    for name in "abcde"[:count]:
        above = [other for other in steps if chance.random() < 0.5]
        setups = [other for other in above if steps[other].get("setup")]
        kind = chance.choice(["work", "work", "setup", "teardown"])
        if kind == "teardown":
            steps[name] = {"needs": [other for other in above if other not in setups], "teardownOf": setups}
        elif setups:
            steps[name] = {"needs": above, "setup": kind == "setup"}
        else:
            steps[name] = {"needs": above, "setup": kind == "setup", "rule": chance.choice(RULES)}
    return steps


def drawn_graphs(count):
    chance = random.Random(14)
    return {f"drawn {index}": drawn(chance) for index in range(count)}


def cleared(dag, name, downstream):
    part = dag.partial_subset([name], include_upstream=False, include_downstream=downstream)
    return sorted(part.task_dict)


def deciding(dag):
    instances = {Instance(task, None) for task in dag.tasks}
    return sorted(ti.task_id for ti in DagRun._tis_for_dagrun_state(None, dag=dag, tis=instances))


def graph(steps):
    dag = scheduled(steps)
    names = list(steps)
    others = {name: [other for other in names if other != name] for name in names}
    return {
        "steps": steps,
        "setupsOf": {n: sorted({t.task_id for t in dag.get_task(n).get_upstreams_only_setups()}) for n in names},
        "clearing": {n: cleared(dag, n, False) for n in names},
        "clearingWithDownstream": {n: cleared(dag, n, True) for n in names},
        "deciding": deciding(dag),
        "verdicts": {n: verdicts(dag, n, others[n]) for n in names},
    }


REFUSED = {
    "a setup that is followed by another rule": {
        "create": {"setup": True},
        "query": {"needs": ["create"], "rule": "all_done"},
    },
    "a setup that always is followed": {
        "create": {"setup": True},
        "query": {"needs": ["create"], "rule": "always"},
        "delete": {"needs": ["query"], "teardownOf": ["create"]},
    },
    "a setup that is a teardown": {"create": {"setup": True, "teardownOf": []}},
    "a teardown of a teardown": {
        "create": {"setup": True},
        "delete": {"teardownOf": ["create"]},
        "drop": {"teardownOf": ["delete"]},
    },
    "work that decides as a teardown may": {"create": {}, "query": {"needs": ["create"], "onFailureFailRun": True}},
}


def refusal(steps):
    try:
        dag = authored({name: {k: v for k, v in step.items() if k != "onFailureFailRun"} for name, step in steps.items()})
        for name, step in steps.items():
            if "onFailureFailRun" in step:
                dag.get_task(name).on_failure_fail_dagrun = step["onFailureFailRun"]
        dag.validate_setup_teardown()
    except ValueError as error:
        return {"steps": steps, "error": str(error)}
    raise AssertionError(f"Airflow takes {steps}")


def after_cancel(engine, dag, states):
    """The states of the tasks after the run was marked as failed."""
    with Session(engine) as session:
        session.execute(DagRun.__table__.delete())
        session.execute(TaskInstance.__table__.delete())
        now = timezone.utcnow()
        times = {"queued_at": now, "run_after": now, "updated_at": now}
        run = {"dag_id": "dag", "run_id": "run", "state": "running", "run_type": "manual", "clear_number": 0, **times}
        session.execute(insert(DagRun.__table__).values(run))
        for name, state in states.items():
            key = {"id": uuid.uuid4(), "task_id": name, "dag_id": "dag", "run_id": "run", "map_index": -1}
            rest = {"pool": "p", "pool_slots": 1, "try_number": 0, "max_tries": 0, "hostname": "", "unixname": ""}
            session.execute(insert(TaskInstance.__table__).values(state=state, **key, **rest))
        set_dag_run_state_to_failed(dag=dag, run_id="run", commit=True, session=session)
        session.flush()
        found = dict(session.execute(select(TaskInstance.task_id, TaskInstance.state)).all())
        return {name: found[name] and TaskInstanceState(found[name]).value for name in states}


def cancelling():
    """Of the first graph: the states of its three tasks before, and after; null is one that has not begun."""
    import_all_models()
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    steps = GRAPHS["work between a setup and its teardown"]
    dag = scheduled(steps)
    answers = []
    for states in itertools.product([None, "running", "success", "failed", "skipped"], repeat=3):
        before = dict(zip(steps, states))
        answers.append([list(states), list(after_cancel(engine, dag, before).values())])
    return {"steps": steps, "answers": answers}


answer = {
    "about": "Made by generate/record_airflow.py, which says what is in here.",
    "airflow": airflow.__version__,
    "states": STATES,
    "threeUpstreams": three_upstreams(),
    "indirectSetups": indirect_setups(),
    "graphs": {name: graph(steps) for name, steps in (GRAPHS | drawn_graphs(30)).items()},
    "failedStates": sorted(state.value for state in State.failed_states),
    "successStates": sorted(state.value for state in State.success_states),
    "cancelling": cancelling(),
    "refused": {name: refusal(steps) for name, steps in REFUSED.items()},
}
# One line a leaf: differences are read by people.
text = json.dumps(answer, indent=1)
sys.stdout.write(re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r"\s*\n\s*", " ", m[1]) + "]", text) + "\n")
