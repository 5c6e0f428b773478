"""Files that show one picture are told beside one other each, of another question where there is one."""

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kla_lib.evidence.alike.match import PictureSightings, Spot
from kla_lib.evidence.alike.pictures import pairs_of, picture_twins
from kla_lib.evidence.model import EvidenceFile, Measured, Picture, Scan
from tests.evidence.photos import letter, photo, scan_of, stored

PICTURE = Picture(0, 800, 600, (), b"", 1.0, 0.5, 0.5)


def place(given, start=0):
    spots = tuple(Spot(start + n, sha256, code, 0) for n, (sha256, code) in enumerate(given))
    return PictureSightings(PICTURE, spots, (spots[0].sha256, 0))


SPOTS = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(["1.1", "1.2", "1.3"])), min_size=1, max_size=12)


@given(SPOTS, SPOTS)
def test_every_file_is_beside_one_of_another_content_and_of_another_question_where_there_is_one(mine, theirs):
    first, second = place(mine), place(theirs, len(mine))
    pairs = [{one, other} for one, other in pairs_of(first, second)]
    for some, others in ((first.spots, second.spots), (second.spots, first.spots)):
        for spot in some:
            told = [(pair - {spot}).pop() for pair in pairs if spot in pair]
            apart = [other for other in others if other.sha256 != spot.sha256]
            assert all(other in apart for other in told) and bool(told) == bool(apart)
            codes = {other.code for other in others}
            if (
                apart
                and len({other.sha256 for other in others} | {spot.sha256}) == len(others) + 1
                and codes - {spot.code}
            ):
                assert any(other.code != spot.code for other in told)
    assert len(pairs) <= len(mine) + len(theirs)


def shown_again(pictures, codes):
    """A scan in which each file has bytes of its own, whatever it shows."""
    shown = [next(iter(scan_of([picture]).measured.values())).pictures for picture in pictures]
    measured = {f"{n:03}": Measured(f"{n:03}", 1, "jpeg", pages=1, pictures=one) for n, one in enumerate(shown)}
    return Scan(tuple(EvidenceFile(f"{code}/{n}", code, f"{n:03}") for n, code in enumerate(codes)), measured)


CODES = ["1.1", "1.1", "2.1", "1.1", "3.1", "2.1", "2.1", "1.1"]
BESIDE = [
    (0, 2),
    (0, 4),
    (0, 5),
    (0, 6),
    (1, 2),
    (2, 3),
    (2, 7),
]  # each beside the first, or the first of another question
COPIES = {
    "the same pixels": ([photo(1)] * 8, "same_picture"),
    "compressed anew": (
        [Image.open(stored(photo(1), quality=30 + 7 * n)).convert("RGB") for n in range(8)],
        "same_picture",
    ),
    "the same scan in many files": ([letter(1)] * 8, "like_page"),
}


def test_a_picture_under_many_questions_is_told_once_for_every_file():
    for pictures, how in COPIES.values():
        found = picture_twins(shown_again(pictures, CODES))
        assert [(twin.first, twin.second) for twin in found] == BESIDE
        assert {twin.how for twin in found} == {how}


def test_equal_pictures_of_nothing_are_not_told():
    blank = Image.new("L", (1000, 1414), 255)
    assert picture_twins(shown_again([blank] * 8, CODES)) == []


def test_a_copy_of_another_shape_is_told_beside_one_of_many_equal_ones():
    shown = [photo(1), photo(1), photo(1), photo(1).crop((40, 30, 760, 570)), photo(2)]
    found = picture_twins(shown_again(shown, ["1.1", "1.1", "2.1", "1.1", "1.1"]))
    assert {(0, 3), (2, 3)} & {(twin.first, twin.second) for twin in found}
    assert not [twin for twin in found if 4 in (twin.first, twin.second)]
