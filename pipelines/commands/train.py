"""`dateline train`: build models anew, of names and of topics."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.commands.train_issues import issues
from pipelines.extract.mentions.conll import LabelledText


@click.group()
def train() -> None:
    """Train models on data that you have: of names, which comes with dateline, and of topics.

    \b
    dateline train ner --data data/ner --out names.npz
    dateline train issues articles.jsonl --out topics.npz
    """


train.add_command(issues)


@train.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data/ner"),
    show_default=True,
    help="Folder with wikigold.conll, gum-by.conll and wnut17-train.conll.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("names.npz"),
    show_default=True,
    help="Where the model is written.",
)
@click.option(
    "--hold-out",
    metavar="TEXT",
    help="Keep documents with this in their name apart, and score the model on them.",
)
def ner(data: Path, out: Path, hold_out: str | None) -> None:
    """Train the model that finds names; takes a few minutes.

    \b
    dateline train ner --data data/ner --out names.npz
    dateline train ner --data data/ner --out trial.npz --hold-out _news_
    """
    from rich.console import Console

    from pipelines.jobs.train_names import train_names

    console = Console(stderr=True)
    with console.status("reading") as status:
        held_out = train_names(
            data,
            out,
            lambda stage, number, loss: status.update(f"{stage}: round {number}, loss {loss:,.0f}"),
            hold_out,
        )
    click.echo(f"{out}: {out.stat().st_size / 1e6:.2f} MB.")
    if held_out:
        _print_scores(out, held_out)


def _print_scores(model: Path, held_out: list[LabelledText]) -> None:
    from pipelines.commands.name_scores import scores_as_lines
    from pipelines.extract.mentions.default import DefaultBackend
    from pipelines.extract.mentions.evaluate_conll import evaluate_names
    from pipelines.extract.mentions.linear_model import LinearModel

    click.echo(f"{len(held_out)} documents held out:")
    for line in scores_as_lines(evaluate_names(DefaultBackend(LinearModel(model)), held_out)):
        click.echo(line)
