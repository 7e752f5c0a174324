"""moto's server with training jobs there from its start, made as its CreateTrainingJob makes them.

moto_with_jobs.py COUNT REQUEST [what moto_server takes]
"""

import json
import sys

from moto.sagemaker.models import sagemaker_backends
from moto.server import main

OPTIONAL = {
    "input_data_config": None,
    "vpc_config": None,
    "enable_network_isolation": False,
    "enable_inter_container_traffic_encryption": False,
    "enable_managed_spot_training": False,
    "checkpoint_config": None,
    "debug_hook_config": None,
    "debug_rule_configurations": None,
    "tensor_board_output_config": None,
    "experiment_config": None,
}

count, request = int(sys.argv[1]), sys.argv[2]
backend = sagemaker_backends["123456789012"]["us-west-2"]
for index in range(count):
    job = json.loads(request)
    backend.create_training_job(
        training_job_name=f"{job['TrainingJobName']}{index}",
        hyper_parameters=job["HyperParameters"],
        algorithm_specification=job["AlgorithmSpecification"],
        role_arn=job["RoleArn"],
        output_data_config=job["OutputDataConfig"],
        resource_config=job["ResourceConfig"],
        stopping_condition=job["StoppingCondition"],
        tags=job["Tags"],
        **OPTIONAL,
    )
main(sys.argv[3:])
