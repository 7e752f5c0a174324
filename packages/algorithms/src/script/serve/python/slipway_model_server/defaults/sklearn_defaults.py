"""As SageMaker's scikit-learn image has them."""

from ..contents import is_text
from . import plain_defaults, reading


class Defaults(plain_defaults.Defaults):
    def input_fn(self, data, content_type):
        import numpy

        array = super().input_fn(data, content_type)
        if not is_text(content_type):
            return array
        with reading("the body holds what is no number"):
            return array.astype(numpy.float32)

    def predict_fn(self, data, model):
        return model.predict(data)
