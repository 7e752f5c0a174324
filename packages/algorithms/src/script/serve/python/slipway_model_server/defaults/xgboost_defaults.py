"""As SageMaker's XGBoost image has them for code of one's own: a `DMatrix` in."""

from ..contents import CSV, LIBSVM
from . import UnsupportedType, plain_defaults


class Defaults(plain_defaults.Defaults):
    def input_fn(self, data, content_type):
        import xgboost

        if content_type == CSV:
            return xgboost.DMatrix(super().input_fn(data, content_type))
        if content_type in LIBSVM:
            return xgboost.DMatrix(_rows_in(data.decode("utf-8") if isinstance(data, bytes) else data))
        raise UnsupportedType(
            f"Content-Type {content_type} is not supported: {CSV} and {LIBSVM[0]} are, or what an input_fn of the code takes",
            415,
        )

    def predict_fn(self, data, model):
        return model.predict(data, validate_features=False)


def _rows_in(text: str):
    """SVM light's lines, labelled or not, as a sparse matrix with columns from zero on."""
    from scipy.sparse import csr_matrix

    values, columns, starts = [], [], [0]
    try:
        for line in text.splitlines():
            for word in line.split("#", 1)[0].split():
                column, colon, value = word.partition(":")
                if colon:
                    columns.append(int(column))
                    values.append(float(value))
            starts.append(len(columns))
    except ValueError as error:
        raise UnsupportedType(f"the body is no {LIBSVM[0]}: {error}", 400) from None
    return csr_matrix((values, columns, starts))
