"""``kla scenario``: what-if files, compared side by side with the base, exported, and how firm the rating is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.core.problems import Lang, errors
from kla_lib.display.command import (
    HERE,
    INPUT_FAULT,
    Home,
    Json,
    LangOption,
    PeriodOption,
    PlaceOption,
    StageOption,
    complain,
    print_json,
    print_lines,
    refuse,
    settle,
    unnamed,
)

if TYPE_CHECKING:
    from kla_lib.robustness.robustness import Robustness

scenario_app = typer.Typer(
    no_args_is_help=True, help="Skenario bagaimana-jika: buat, bandingkan, ekspor; dan seberapa kokoh peringkatnya."
)

Names = Annotated[list[str] | None, typer.Argument(help="Nama skenario; tanpa ini: semua.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", help="Jawaban yang diubah, boleh diulang: 1.1=12, 7.2=penuh, 3.1=kosong, 4.2='tidak berlaku'."
    ),
]
Uncorrected = Annotated[
    list[str] | None, typer.Option("--uncorrect", help="Kode yang koreksinya tidak dipakai, boleh diulang.")
]
Rule = Annotated[str, typer.Option("--rule", help="Aturan batas: reach atau contiguous.")]
EditionOption = Annotated[str, typer.Option("--edition", help="Id edisi lain.")]
Note = Annotated[str, typer.Option("--note", help="Catatan untuk pembaca.")]
Out = Annotated[Path | None, typer.Option("--out", help="Berkas CSV atau folder untuk hasilnya.")]


@scenario_app.command("new")
def new_command(
    name: Annotated[str, typer.Argument(help="Nama skenario, misalnya perda-jadi.")],
    place: PlaceOption = "",
    period: PeriodOption = "",
    set_: Set = None,
    uncorrect: Uncorrected = None,
    rule: Rule = "",
    edition: EditionOption = "",
    note: Note = "",
    home: Home = HERE,
    lang: LangOption = "",
) -> None:
    """Tulis satu skenario sebagai berkas CSV kecil; yang sudah ada tidak ditimpa."""
    from kla_lib.robustness.new_scenario import Wanted, write_scenario

    refuse(unnamed("kla scenario new", place, period))
    workspace, _ = settle(home, lang)
    wanted = Wanted(tuple(set_ or ()), tuple(uncorrect or ()), rule, edition, note)
    print_lines([str(write_scenario(workspace, period, place, name, wanted))])


@scenario_app.command("show")
def show_command(
    names: Names = None,
    place: PlaceOption = "",
    period: PeriodOption = "",
    stage: StageOption = "",
    out: Out = None,
    home: Home = HERE,
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Bandingkan skenario berdampingan dengan nilai sekarang: poin, peringkat, urutan."""
    from kla_lib.core.files import file_name, save
    from kla_lib.robustness.terminal import scenario_csv, scenario_lines, scenario_record

    robustness, speech = _opened("kla scenario show", names or [], place, period, stage, home, lang)
    complain([*robustness.assessment.problems, *robustness.problems], speech)
    if as_json:
        print_json(scenario_record(robustness))
    else:
        print_lines(scenario_lines(robustness))
    if out is not None:
        assessment = robustness.assessment
        name = file_name("Skenario", assessment.place_slug, assessment.period, assessment.stage, ending="csv")
        path = save(scenario_csv(robustness).encode(), robustness.workspace.reports, name, out)
        print_lines([] if as_json else [str(path)])
    raise typer.Exit(INPUT_FAULT if errors(robustness.problems) else 0)


@scenario_app.command("stability")
def stability_command(
    place: PlaceOption = "",
    period: PeriodOption = "",
    stage: StageOption = "",
    home: Home = HERE,
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Seberapa kokoh peringkatnya: pertanyaan, pasangan, aturan batas, yang belum dijawab, bukti yang diragukan."""
    from kla_lib.robustness.terminal import stability_lines, stability_record

    robustness, speech = _opened("kla scenario stability", [], place, period, stage, home, lang)
    complain(robustness.assessment.problems, speech)
    print_json(stability_record(robustness)) if as_json else print_lines(stability_lines(robustness))


def _opened(
    command: str, names: list[str], place: str, period: str, stage: str, home: Path, lang: str
) -> tuple[Robustness, Lang]:
    """The robustness of a place; returned forms that changed are read first. Raises InputFault with everything
    wrong."""
    from kla_lib.robustness.robustness import open_robustness

    refuse(unnamed(command, place, period))
    workspace, speech = settle(home, lang)
    return open_robustness(workspace, period, place, stage, speech, names), speech
