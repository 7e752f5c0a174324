"""As SageMaker's PyTorch image has them: a model of TorchScript, tensors in and out."""

import os

from ..contents import is_text
from . import plain_defaults, reading


def _device():
    import torch

    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Defaults(plain_defaults.Defaults):
    def model_fn(self, model_dir):
        import torch

        path = os.path.join(model_dir, "model.pt")
        if not os.path.exists(path):
            files = sorted(name for name in os.listdir(model_dir) if name.endswith((".pt", ".pth")))
            if len(files) != 1:
                raise ValueError(f"Exactly one .pth or .pt file is required for PyTorch models: {files}")
            path = os.path.join(model_dir, files[0])
        return torch.jit.load(path, map_location=_device()).to(_device())

    def input_fn(self, data, content_type):
        import torch

        array = super().input_fn(data, content_type)
        with reading("the body holds what is no number"):
            tensor = torch.FloatTensor(array) if is_text(content_type) else torch.from_numpy(array)
        return tensor.to(_device())

    def predict_fn(self, data, model):
        import torch

        with torch.no_grad():
            model.to(_device()).eval()
            return model(data)

    def output_fn(self, prediction, accept):
        import torch

        if isinstance(prediction, torch.Tensor):
            prediction = prediction.detach().cpu().numpy().tolist()
        return super().output_fn(prediction, accept)
