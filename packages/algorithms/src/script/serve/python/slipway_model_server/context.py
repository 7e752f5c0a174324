"""What functions with a parameter `context` are given: the parts of the multi-model server's that code uses."""

from typing import Dict, Optional


class Context:
    def __init__(self, model_dir: str, headers: Dict[str, str], head: dict):
        self.system_properties = {"model_dir": model_dir, "gpu_id": None, "batch_size": 1}
        self.model_name = "model"
        self.manifest = {}
        self.request_processor = [self]
        self.status: Optional[int] = None
        self.headers: Dict[str, str] = {}
        self._request = headers
        self._target = head.get("target", "")

    def get_request_header(self, idx, key, exact=False):
        return self._request.get(key.lower())

    def get_all_request_header(self, idx):
        return self.get_request_properties()

    def get_request_properties(self):
        return {name.title(): value for name, value in self._request.items()}

    def get_request_property(self, key):
        return self._request.get(key.lower())

    def set_response_content_type(self, idx, value):
        self.headers["content-type"] = value

    def get_response_content_type(self, idx):
        return self.headers.get("content-type")

    def set_response_status(self, code=200, phrase="", idx=0):
        self.status = code

    def set_all_response_status(self, code=200, phrase=""):
        self.status = code

    def get_response_status(self, idx):
        return self.status or 200, ""

    def set_response_header(self, idx, key, value):
        self.headers[key.lower()] = value

    def get_response_headers(self, idx):
        return self.headers
