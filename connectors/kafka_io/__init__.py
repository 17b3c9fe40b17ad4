"""Kafka as the log."""

import logging
import warnings

with warnings.catch_warnings():
    # kafka-python 3.0 reads its schemas through a function that Python 3.11 calls deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    import kafka as _kafka  # noqa: F401

# What matters of its lines (no broker, no group) reaches the caller as an error of ours.
logging.getLogger("kafka").addHandler(logging.NullHandler())
logging.getLogger("kafka").propagate = False
