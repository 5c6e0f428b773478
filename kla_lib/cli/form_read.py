"""``kla form read``: take returned forms in, keep them as they came, and say what became of every cell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kla_lib.cli.options import HERE, INPUT_FAULT, Home, Json, LangOption, PeriodOption, only_here, settle
from kla_lib.cli.output import complain
from kla_lib.cli.printing import print_json, print_lines
from kla_lib.problems import InputFault, Lang, Problem, Where, errors, problem
from kla_lib.rules.place_folder import AGENCIES

if TYPE_CHECKING:
    from kla_lib.cli.form_inbox import Arrived, Taken
    from kla_lib.intake.forms.collect import Account, Collected
    from kla_lib.intake.forms.shapes import Return
    from kla_lib.rules.instrument import Edition
    from kla_lib.rules.places import Place
    from kla_lib.workspace import Workspace

HISTORY = "riwayat.csv"

Files = Annotated[
    list[Path] | None, typer.Argument(help="Berkas atau folder formulir yang kembali; tanpa ini: semua yang tersimpan.")
]
PlaceOption = Annotated[str, typer.Option("--place", help="Tempat; tanpa ini: yang disebut formulirnya.")]
Role = Annotated[str, typer.Option("--for", help="Peran OPD, untuk berkas yang kehilangan lembar identitasnya.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder riwayat; tanpa ini: formulir di data/processed.")]


def form_read_command(
    files: Files = None,
    place: PlaceOption = "",
    period: PeriodOption = "",
    role: Role = "",
    out: Out = None,
    home: Home = HERE,
    lang: LangOption = "",
    as_json: Json = False,
) -> None:
    """Baca formulir yang kembali, simpan aslinya, dan sebutkan nasib setiap isian."""
    from kla_lib.cli.form_inbox import files_of, place_and_period
    from kla_lib.cli.workbook import save
    from kla_lib.intake.forms.history import history_csv
    from kla_lib.parameters import edition_for
    from kla_lib.rules.places import find_place

    workspace, speech = settle(home, lang)
    arrived, unread = files_of(files or [])
    if files and not (arrived or unread):
        raise InputFault([problem("forms_no_file", Where(), ", ".join(path.name for path in files) or ".")])
    place, period = place_and_period(arrived, place, period, only_here(workspace, place, period, AGENCIES))
    where, edition = find_place(place), edition_for(workspace, period)
    with _alone(workspace, where, period) as folder:
        taken, found, faults = _taken(workspace, where, period, edition, arrived, _spelled(edition, role))
        taken = replace(taken, strangers=(*unread, *taken.strangers))
        if not (found.kept or files):
            raise InputFault([*faults, problem("forms_none", Where(f"{period}/{where.slug}"), where.slug)])
        save(history_csv(found.joined.records, found.kept).encode("utf-8"), out or folder, HISTORY, None)
        scope = _scope(taken, found, not files)
        replies = _replies(workspace, where, period, edition, speech, found, scope) if not errors(faults) else []
    problems = [*faults, *_problems(taken, found, scope)]
    account = _account(taken, found, not files)
    if as_json:
        print_json(_as_json(account, found, problems, speech))
    else:
        _tell(account, _account(taken, found, True), found, taken, replies, speech)
        complain(problems, speech)
    raise typer.Exit(INPUT_FAULT if errors(problems) else 0)


@contextmanager
def _alone(workspace: Workspace, where: Place, period: str) -> Iterator[Path]:
    """One reading at a time of a place and period: a second one waits. Yields the folder for what was made of it."""
    from filelock import FileLock

    from kla_lib.cli.form_inbox import writable

    folder = workspace.processed / period / where.slug / "formulir"
    with writable(folder.name):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock")
        lock.acquire()
    try:
        yield folder
    finally:
        lock.release()


def _taken(
    workspace: Workspace, where: Place, period: str, edition: Edition, arrived: Sequence[Arrived], agency: str
) -> tuple[Taken, Collected, list[Problem]]:
    """Keep what arrived, then read everything kept, the new originals only once."""
    from kla_lib.cli.form_inbox import take_in
    from kla_lib.collection import reader
    from kla_lib.intake.forms.collect import collect
    from kla_lib.intake.stages import stages_of
    from kla_lib.rules.local import read_all
    from kla_lib.rules.place_folder import INBOX
    from kla_lib.rules.stages import STAGES

    folder = workspace.raw / period / where.slug
    local, faults = read_all(folder, edition)
    recaps = [
        key for key in stages_of(workspace.raw, period, where.slug) if key.stage == STAGES[0] and not key.is_forms
    ]
    faults += [problem("forms_beside_recap", Where(f"{period}/{where.slug}/{INBOX[0]}"), f"{where.slug}/{key.stage}")
               for key in recaps]  # fmt: skip
    read = reader(where.slug, period, edition, local)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    taken = take_in(arrived, folder.joinpath(*INBOX), read, now, agency, workspace.home)

    def known(data: bytes, name: str, said: str) -> Return:
        return taken.returns.get(hashlib.sha256(data).hexdigest()) or read(data, name, said)

    return taken, collect(folder, known, local, edition, workspace.home), faults


def _spelled(edition: Edition, text: str) -> str:
    """The role that a text names, in any spelling the edition knows; else the text, which is then told."""
    names = {alias.casefold(): role for alias, role in edition.aliases.items()}
    return (names | {role.casefold(): role for role in edition.agencies}).get(text.casefold(), text)


def _scope(taken: Taken, found: Collected, all_of_them: bool) -> dict[str, str]:
    """Kept path -> name as it is told: of all originals, or only of those that came in this run."""
    files = [returned.file for returned in found.returns]
    if all_of_them:
        return {file: file for file in files}
    return {file: taken.names[one.sha256]
            for file, one in zip(files, found.kept, strict=True) if one.sha256 in taken.names}  # fmt: skip


def _problems(taken: Taken, found: Collected, scope: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the files of this run, under the names they came with, and what the offices contradict in."""
    from kla_lib.cli.form_replies import CONTRADICTIONS

    kept = {returned.file for returned in found.returns}
    mine = [p for p in found.problems if p.where.file in scope or p.where.file not in kept or p.kind in CONTRADICTIONS]
    told = [replace(p, where=replace(p.where, file=scope.get(p.where.file, p.where.file))) for p in mine]
    return [*(p for returned in taken.strangers for p in returned.problems), *told]


def _account(taken: Taken, found: Collected, all_of_them: bool) -> Account:
    """What became of the cells of this run; of all kept returns where nothing came."""
    from kla_lib.intake.forms.collect import Account, account, again, plus

    orders = {one.sha256: order for order, one in enumerate(found.kept, start=1)}
    records = found.joined.records
    if all_of_them:
        return account(records, list(orders.values()))
    total = account(records, [orders[digest] for digest in taken.new if digest in orders])
    for digest in taken.again:
        total = plus(total, again(records, orders[digest])) if digest in orders else total
    for stranger in taken.strangers:
        total = plus(total, Account(1, stranger.cells, 0, 0, stranger.cells, 0))
    return total


def _replies(
    workspace: Workspace,
    where: Place,
    period: str,
    edition: Edition,
    lang: Lang,
    found: Collected,
    scope: Mapping[str, str],
) -> list[Path]:
    from kla_lib.cli.form_parts import gather
    from kla_lib.cli.form_replies import write_replies

    parts = gather(workspace, where, period, edition, lang)
    return write_replies(parts, found, scope, workspace.raw / period / where.slug)


def _tell(
    account: Account, total: Account, found: Collected, taken: Taken, replies: Sequence[Path], lang: Lang
) -> None:
    from kla_lib.views.forms.returned import read_lines

    conflicts = [conflict.as_dict() for conflict in found.joined.conflicts]
    strangers = [returned.file for returned in taken.strangers]
    print_lines(read_lines(asdict(account), asdict(total), conflicts, strangers, found.names, lang))
    print_lines(map(str, replies))


def _as_json(account: Account, found: Collected, problems: Sequence[Problem], lang: Lang) -> dict[str, object]:
    told = [{key: value for key, value in p.as_dict(lang).items() if key != "kind"} for p in problems]
    conflicts = [conflict.as_dict() for conflict in found.joined.conflicts]
    return {**asdict(account), "conflicts": conflicts, "problems": told}
