"""Chains of tasks, each behind the one before: process_STEPS and nothing_STEPS of the sizes in BENCH_SIZES."""

import os

from airflow.sdk import DAG, chain
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator

for name in os.environ["BENCH_SIZES"].split():
    kind, steps = name.split("_")
    with DAG(name, schedule=None) as dag:
        links = [
            BashOperator(task_id=f"link_{i}", bash_command=os.environ["BENCH_STEP"], append_env=True)
            if kind == "process"
            else EmptyOperator(task_id=f"link_{i}")
            for i in range(int(steps))
        ]
        if len(links) > 1:
            chain(*links)
    globals()[name] = dag
