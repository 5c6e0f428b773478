"""``kla editions``: list, show, check, diff and draft editions of the instrument."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, get_args

import typer

from kla_lib.core.problems import Lang, errors
from kla_lib.display.command import HERE, INPUT_FAULT, Home, Json, LangOption, complain, print_json, print_lines, settle

editions_app = typer.Typer(
    no_args_is_help=True, help="Edisi instrumen: daftar, isi, pemeriksaan, perbandingan, rancangan."
)


@editions_app.command("list")
def editions_list(home: Home = HERE, lang: LangOption = "", as_json: Json = False) -> None:
    """Semua edisi: bawaan dan buatan sendiri."""
    from kla_lib.instrument import editions
    from kla_lib.scoring.views.terminal import edition_lines

    workspace, speech = settle(home, lang, anywhere=True)
    found = [editions.load(folder) for folder in editions.all_folders(workspace.editions)]
    about = [
        {
            "id": e.id,
            "title": e.title(speech),
            "nodes": len(e.nodes),
            "questions": len(e.at("question")),
            "weights": e.has_weights,
        }
        for e in found
    ]
    print_json(about) if as_json else print_lines(edition_lines(about, speech))


@editions_app.command("show")
def editions_show(edition: str, home: Home = HERE, lang: LangOption = "", as_json: Json = False) -> None:
    """Isi satu edisi: klaster, indikator, pertanyaan, nilai maksimal."""
    from dataclasses import asdict

    from kla_lib.instrument import editions
    from kla_lib.scoring.views.terminal import tree_lines

    workspace, speech = settle(home, lang, anywhere=True)
    found = editions.load(editions.folder_of(edition, workspace.editions))
    print_json([asdict(node) for node in found.nodes]) if as_json else print_lines(tree_lines(found, speech))


@editions_app.command("check")
def editions_check(
    folder: Annotated[str, typer.Argument(help="Id edisi atau folder edisi sendiri.")],
    home: Home = HERE,
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Buktikan satu edisi dan sebutkan semua kesalahannya sekaligus."""
    from kla_lib.instrument import editions
    from kla_lib.scoring.views.terminal import sound_lines

    workspace, speech = settle(home, lang, anywhere=True)
    where = Path(folder) if Path(folder).is_dir() else editions.folder_of(folder, workspace.editions)
    edition, problems = editions.examine(where)
    if as_json:
        print_json({"edition": edition.id if edition else None, "problems": [p.as_dict(speech) for p in problems]})
    else:
        complain(problems, speech)
        print_lines(sound_lines(folder, edition, problems, speech))
    raise typer.Exit(INPUT_FAULT if errors(problems) else 0)


@editions_app.command("diff")
def editions_diff(before: str, after: str, home: Home = HERE, lang: LangOption = "", as_json: Json = False) -> None:
    """Apa yang berubah dari satu edisi ke edisi lain."""
    from dataclasses import asdict

    from kla_lib.instrument import editions
    from kla_lib.instrument.diff import diff
    from kla_lib.scoring.views.terminal import diff_lines

    workspace, speech = settle(home, lang, anywhere=True)
    old, new = (editions.load(editions.folder_of(name, workspace.editions)) for name in (before, after))
    changes = diff(old, new, speech)
    print_json([asdict(c) for c in changes]) if as_json else print_lines(diff_lines(changes, speech))


@editions_app.command("dictionary")
def editions_dictionary(
    edition: Annotated[str, typer.Argument(help="Id edisi.")] = "2023",
    out: Annotated[Path | None, typer.Option("--out", help="Berkas atau folder; tanpa ini: reports/.")] = None,
    home: Home = HERE,
    lang: LangOption = "",
) -> None:
    """Kamus data satu edisi: pertanyaan, OPD, cara menjawab, bukti, nilai maksimal."""
    from kla_lib.core.files import file_name, save
    from kla_lib.forms.dictionary import dictionary_page
    from kla_lib.instrument import editions

    workspace, speech = settle(home, lang, anywhere=True)
    found = editions.load(editions.folder_of(edition, workspace.editions))
    name = file_name("Kamus-Data", found.id, speech, ending="html")
    print_lines([str(save(dictionary_page(found, speech).encode(), workspace.reports, name, out))])


@editions_app.command("new")
def editions_new(
    edition: str,
    recap: Annotated[Path, typer.Option("--from", help="Rekap yang memuat nilai maksimal.")],
    base: Annotated[str, typer.Option("--base", help="Edisi asal label dan struktur.")] = "2023",
    home: Home = HERE,
    lang: LangOption = "",
) -> None:
    """Rancang edisi baru dari rekap yang memuat nilai maksimal, ke data/editions/<id>/."""
    from kla_lib.display.words import word
    from kla_lib.instrument import editions
    from kla_lib.recap.draft import Title, draft_edition, write_draft
    from kla_lib.recap.find_recaps import recap_at, recap_files

    workspace, speech = settle(home, lang, anywhere=True)
    named = [word("draft_title", spoken, edition=edition, recap=recap.name) for spoken in get_args(Lang)]
    title = Title(named[0], named[1], checked_on=date.today().isoformat())
    model = editions.load(editions.folder_of(base, workspace.editions))
    found = recap_at(recap)
    sources = recap_files(found) if found.is_dir() else [found]
    files, problems = draft_edition(sources, edition, model, title)
    complain(problems, speech)
    if errors(problems):
        raise typer.Exit(INPUT_FAULT)
    target = workspace.editions / edition
    write_draft(target, files)
    print_lines([str(target)])
