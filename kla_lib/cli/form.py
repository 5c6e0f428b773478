"""``kla form``: forms out to the agencies, and what comes of them."""

from __future__ import annotations

import typer

from kla_lib.cli.form_make import form_make_command
from kla_lib.cli.form_read import form_read_command
from kla_lib.cli.form_status import form_remind_command, form_status_command

form_app = typer.Typer(no_args_is_help=True, help="Formulir untuk OPD: kirim, terima kembali, ingatkan.")
form_app.command("make")(form_make_command)
form_app.command("read")(form_read_command)
form_app.command("status")(form_status_command)
form_app.command("remind")(form_remind_command)
