"""What the model of an AWS SDK (botocore's) says of a service's operations."""

from spec.derive.errors import ModelError
from spec.derive.model.bindings import described
from spec.derive.model.others import beside
from spec.derive.model.services import Service, selected, service

__all__ = ["ModelError", "Service", "beside", "described", "selected", "service"]
