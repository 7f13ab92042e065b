"""Errors name what, where and the remedy on one line."""

from provenance.errors import ArchiveError, InputError, ProvenanceError, UserError


def test_user_error_is_one_line_with_place_and_remedy() -> None:
    error = InputError("cannot read\nfile", "a.txt", "check the path")
    assert str(error) == "cannot read file (a.txt): check the path"
    assert error.exit_code == 2


def test_tree() -> None:
    assert issubclass(InputError, UserError)
    assert issubclass(ArchiveError, ProvenanceError)
    assert ProvenanceError.exit_code == 1
