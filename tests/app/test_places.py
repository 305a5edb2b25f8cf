from pathlib import Path

from nnstudio.app import places
from nnstudio.app.preferences import Preferences


def test_a_portable_program_carries_its_settings_beside_it(tmp_path: Path):
    (tmp_path / "portable").touch()
    preferences = Preferences(places.settings(tmp_path))
    preferences.theme = "dark"
    assert Preferences(places.settings(tmp_path)).theme == "dark"
    file = Path(places.settings(tmp_path).fileName())
    assert file.is_relative_to(tmp_path)
    assert places.state_folders(tmp_path)[0].is_relative_to(tmp_path)


def test_a_program_that_is_not_portable_leaves_nothing_beside_it(tmp_path: Path):
    assert not Path(places.settings(tmp_path).fileName()).is_relative_to(tmp_path)
    assert not any(folder.is_relative_to(tmp_path) for folder in places.state_folders(tmp_path))


def test_a_folder_called_portable_means_nothing(tmp_path: Path):
    (tmp_path / "portable").mkdir()
    assert places.carried_folder(tmp_path) is None


def test_where_the_home_cannot_be_written_the_temporary_folder_is_left(tmp_path: Path):
    assert len(places.state_folders(tmp_path)) == 2


def test_a_checkout_lies_in_the_folder_of_main():
    assert (places.program_folder() / "main.py").is_file()
