"""As SageMaker's scikit-learn image has them."""

from ..contents import is_text
from . import UnsupportedType, plain_defaults


class Defaults(plain_defaults.Defaults):
    def input_fn(self, data, content_type):
        import numpy

        array = super().input_fn(data, content_type)
        if not is_text(content_type):
            return array
        try:
            return array.astype(numpy.float32)
        except (ValueError, TypeError) as error:
            raise UnsupportedType(f"the body holds what is no number: {error}", 400) from None

    def predict_fn(self, data, model):
        return model.predict(data)
