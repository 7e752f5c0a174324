"""Names of content types."""

JSON = "application/json"
JSON_LINES = "application/jsonlines"
CSV = "text/csv"
NPY = "application/x-npy"
NPZ = "application/x-npz"
LIBSVM = ("text/libsvm", "text/x-libsvm")


def base_type(content_type: str) -> str:
    """Without its parameters."""
    return content_type.split(";", 1)[0].strip().lower()


def is_text(content_type: str) -> bool:
    """Whether the functions get it as text, as SageMaker's toolkits decide it."""
    return base_type(content_type) in (JSON, CSV)


def accepted_types(accept: str):
    """In the order in which they are written, as the toolkits take them."""
    return [base_type(one) for one in accept.split(",")]


def chosen_type(accept: str) -> str:
    """What an answer is called whose function does not say what it is."""
    concrete = [one for one in accepted_types(accept) if "*" not in one]
    return concrete[0] if concrete else JSON


def asked_types(headers, default_accept: str):
    """What a request is, without parameters, and what is to answer it; JSON where it does not say."""
    accept = headers.get("accept")
    return base_type(headers.get("content-type") or JSON), accept if accept and accept != "*/*" else default_accept
