"""``kla share``: one page for one audience as HTML and PDF, and the message for the WhatsApp group."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.core.problems import Lang, Problem, errors, problem
from kla_lib.display.command import HERE, Home, LangOption, PeriodOption, near, print_lines, refuse, settle

if TYPE_CHECKING:
    from kla_lib.scoring.assessment import Assessment

TASK_FORCE, AGENCY, CHILDREN, PRESS = "gugus-tugas", "opd:", "forum-anak", "media"
CLUSTER = "klaster:"
FOLDER = "bagikan"

Audiences = Annotated[
    list[str] | None,
    typer.Option("--for", help="Untuk siapa, boleh diulang: gugus-tugas, klaster:2, opd:<peran>, forum-anak, media."),
]
PlaceOption = Annotated[str, typer.Option("--place", help="Tempat: kab-ogan-ilir, 14.71 ...")]
WhatsApp = Annotated[bool, typer.Option("--whatsapp", help="Tampilkan pesan untuk ditempel di grup WhatsApp.")]


def share_command(
    place: PlaceOption = "",
    period: PeriodOption = "",
    audience: Audiences = None,
    whatsapp: WhatsApp = False,
    home: Home = HERE,
    lang: LangOption = "",
) -> None:
    """Buat halaman untuk satu pembaca (HTML dan PDF), atau pesan untuk grup WhatsApp."""
    from kla_lib.core.files import RUN_FOLDER, file_name
    from kla_lib.scoring.assessment import open_assessment
    from kla_lib.share.whatsapp import message_text

    workspace, speech = settle(home, lang)
    wanted = list(dict.fromkeys(audience or []))
    refuse(_unclear(place, period, wanted, whatsapp))
    assessment = open_assessment(workspace, period=period, place=place, lang=speech)
    refuse(_without_questions(assessment, wanted) + _without_cluster(assessment, wanted))
    due = _due(workspace.raw / assessment.period / assessment.place_slug)
    pages = [_page(assessment, name, due) for name in wanted]
    message = [message_text(assessment, due)] if whatsapp else []
    folder = workspace.reports / assessment.period / assessment.place_slug / FOLDER
    for name, html in pages:
        page = folder / file_name(assessment.title, assessment.period, name, ending="html")
        print_lines(
            _published(workspace.reports / RUN_FOLDER, page, html, speech), sys.stderr if whatsapp else sys.stdout
        )
    print_lines(message)


def _due(folder: Path) -> list[tuple[str, date]]:
    """The coming deadlines of the place, the nearest first. Raises InputFault for a faulty table."""
    from kla_lib.local.reading import read_deadlines

    found, faults = read_deadlines(folder)
    refuse(errors(faults))
    coming = [(each.step, each.due) for each in found if each.due and each.due >= date.today()]
    return sorted(coming, key=lambda pair: pair[1])


def _unclear(place: str, period: str, wanted: list[str], whatsapp: bool) -> list[Problem]:
    """The faults of the command itself, all at once."""
    fixed = [TASK_FORCE, CHILDREN, PRESS]
    known = ", ".join([TASK_FORCE, f"{CLUSTER}2", f"{AGENCY}dinkes", CHILDREN, PRESS])
    found = [
        problem("audience_unknown", found=name, known=known, near=near(name, fixed))
        for name in wanted
        if name not in fixed and not name.startswith((AGENCY, CLUSTER))
    ]
    whole = place and period and (wanted or whatsapp)
    return found if whole else [*found, problem("nothing_to_share", found="kla share")]


def _without_questions(assessment: Assessment, wanted: list[str]) -> list[Problem]:
    """Agencies that answer no question of this edition: unknown ones among them."""
    roles = sorted({role for node in assessment.edition.at("question") for role in node.agencies})
    names = {**assessment.edition.aliases, **{role: role for role in roles}}
    asked = [name.removeprefix(AGENCY) for name in wanted if name.startswith(AGENCY)]
    return [
        problem("agency_without_questions", found=role or '""', known=", ".join(roles), near=near(role, names))
        for role in asked
        if role not in roles
    ]


def _without_cluster(assessment: Assessment, wanted: list[str]) -> list[Problem]:
    """Clusters this edition does not have."""
    known = {f"{CLUSTER}{block.code.removeprefix('K')}": block.code for block in assessment.edition.at("block")}
    asked = [name for name in wanted if name.startswith(CLUSTER) and _block(name) not in known.values()]
    return [
        problem("audience_unknown", found=name, known=", ".join(known), near=near(name, list(known))) for name in asked
    ]


def _block(audience: str) -> str:
    """The block's code in ``klaster:2`` or ``klaster:K2``."""
    return "K" + audience.removeprefix(CLUSTER).upper().removeprefix("K")


def _page(assessment: Assessment, audience: str, due: list[tuple[str, date]]) -> tuple[str, str]:
    """The page, and what the names of its files call the audience."""
    from kla_lib.share.agency import agency_page
    from kla_lib.share.children import children_page
    from kla_lib.share.pack import cluster_page, pack
    from kla_lib.share.press import press_page

    if audience.startswith(AGENCY):
        role = audience.removeprefix(AGENCY)
        return f"OPD-{role.replace('_', '-')}", agency_page(assessment, role, due)
    if audience.startswith(CLUSTER):
        code = _block(audience)
        return f"Klaster-{code.removeprefix('K')}", cluster_page(assessment, code)
    if audience == TASK_FORCE:
        return "Gugus-Tugas", pack(assessment)
    if audience == CHILDREN:
        return "Forum-Anak", children_page(assessment)
    return "Media", press_page(assessment)


def _published(staging: Path, page: Path, html: str, lang: Lang) -> list[str]:
    """Write a page and its PDF; a line for each with its size, and how the PDF was made."""
    from kla_lib.core.files import write_whole
    from kla_lib.display.numbers import count_text
    from kla_lib.display.words import word
    from kla_lib.share.pdf import find_chromium, pdf_of

    printed = page.with_suffix(".pdf")
    write_whole(page, html, staging)
    content, maker = pdf_of(page, find_chromium())
    write_whole(printed, content, staging)
    first, second = (
        f"{path.as_posix()} ({count_text(-(-path.stat().st_size // 1024), lang)} KB)" for path in (page, printed)
    )
    return [first, f"{second} {word(f'shared_{maker}', lang)}"]
