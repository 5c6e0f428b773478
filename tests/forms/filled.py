"""Forms to write, by agency, with answers in them where a test asks for it."""

from kla_lib.forms.shape import Form, default_duties, form_questions, identity, leads, quantities_of
from kla_lib.instrument import editions

EDITION = editions.load(editions.folder_of("2023"))
DUTIES = default_duties(EDITION)


def form(role="disdukcapil", lang="id", **more):
    """The form of an agency of Kota Pekanbaru, 2026."""
    questions = tuple(form_questions(EDITION, role))
    supported = {n.code: EDITION.agency(DUTIES[n.code][0], lang) for n in questions if not leads(role, n.code, DUTIES)}
    about = {"leads": supported, "quantities": tuple(quantities_of(EDITION, role)), "lang": lang, **more}
    named = identity("kota-pekanbaru", "2026", EDITION, role)
    return Form(named, "Kota Pekanbaru", EDITION.agency(role, lang), EDITION, questions, **about)


def row(made, code):
    """The row of a question on the sheet of answers."""
    return 5 + [node.code for node in made.questions].index(code)
