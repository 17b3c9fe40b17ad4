"""Asked to stop twice, a command ends at once, whatever it is in the middle of."""

from __future__ import annotations

import signal
from collections.abc import Callable

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pipelines.commands.stopping import stop_on_signal


def test_twice_within_a_pipeline() -> None:
    """A second Ctrl-C that falls into a step of a pipeline is an end with code 130, and no error."""

    def ask_twice(_: int) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit) as ended:
        _stopped_within_a_step(ask_twice)
    assert ended.value.code == 130
    assert signal.getsignal(signal.SIGINT) == before


def _stopped_within_a_step(step: Callable[[int], None]) -> None:
    with stop_on_signal():
        pipeline = beam.Pipeline(runner=FnApiRunner(), options=PipelineOptions([]))
        _ = pipeline | beam.Create([1]) | beam.Map(step)
        pipeline.run()
