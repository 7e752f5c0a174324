"""Serves a model under SageMaker's container contract: `GET /ping`, `POST /invocations`, `GET /execution-parameters`."""
