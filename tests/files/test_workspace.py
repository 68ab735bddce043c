"""The workspace: found from below, paths from its folder, secrets from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from avgrights.files.environment import variables_set
from avgrights.files.reading import Unreadable
from avgrights.files.workspace import absolute_url, load_settings
from avgrights.terms.errors import InputFault
from avgrights.terms.settings import Brake, Settings, StoreSettings
from tests.files.samples import SETTINGS, broken, workspace


def test_every_path_counts_from_the_workspace(tmp_path):
    root = workspace(tmp_path)

    settings = load_settings(root)

    assert settings.root == root
    assert settings.registers == root / "registers"
    assert settings.desk == f"sqlite:///{root}/var/desk.db"
    assert settings.keys == str(root / "var/keys")
    assert settings.anchor == root / "var/anchors"
    assert settings.stores["helpdesk"].url == f"sqlite:///{root}/data/helpdesk.db"
    assert settings.brake == Brake()
    assert settings.policies is None
    assert not settings.rehearsal


def test_the_workspace_is_found_from_below(tmp_path, monkeypatch):
    root = workspace(tmp_path)
    monkeypatch.chdir(root / "registers/voorbeeld")

    assert load_settings(None).root == root


def test_a_named_folder_is_the_workspace_itself_and_no_other(tmp_path):
    root = workspace(tmp_path)

    with pytest.raises(InputFault, match="there is no workspace in"):
        load_settings(root / "registers")


def test_what_is_left_out_has_a_default(tmp_path):
    settings = load_settings(workspace(tmp_path, settings="language: en\n"))

    assert settings == Settings(
        root=tmp_path,
        registers=tmp_path / "registers",
        desk=f"sqlite:///{tmp_path}/var/desk.db",
        keys=str(tmp_path / "var/keys"),
        language="en",
    )


@pytest.mark.parametrize(
    ("url", "absolute"),
    [
        ("sqlite:///data/x.db", "sqlite:////w/data/x.db"),
        ("sqlite:///data/x.db?timeout=3", "sqlite:////w/data/x.db?timeout=3"),
        ("sqlite:////abs/x.db", "sqlite:////abs/x.db"),
        ("sqlite+pysqlite:///x.db", "sqlite+pysqlite:////w/x.db"),
        ("sqlite:///file:x.db?uri=true", "sqlite:///file:/w/x.db?uri=true"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite://", "sqlite://"),
        ("postgresql+psycopg://host/data", "postgresql+psycopg://host/data"),
    ],
)
def test_only_a_relative_sqlite_file_is_moved(url, absolute):
    assert absolute_url(url, Path("/w")) == absolute


def test_a_url_comes_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("AVGRIGHTS_TEST_URL", "sqlite:///elders.db")
    text = broken(SETTINGS, '"sqlite:///data/helpdesk.db"', '"${AVGRIGHTS_TEST_URL}"')

    settings = load_settings(workspace(tmp_path, settings=text))

    assert settings.stores["helpdesk"].url == f"sqlite:///{tmp_path}/elders.db"


def test_a_variable_that_is_not_set_stops_only_the_store_that_needs_it(tmp_path):
    text = broken(SETTINGS, '"sqlite:///data/helpdesk.db"', '"${AVGRIGHTS_NOT_SET}"')

    settings = load_settings(workspace(tmp_path, settings=text))

    with pytest.raises(InputFault, match=r"store 'helpdesk' needs .* AVGRIGHTS_NOT_SET"):
        variables_set(settings.stores["helpdesk"])
    variables_set(StoreSettings(name="a", url="sqlite://"))


def test_a_variable_that_is_not_set_stops_the_desk(tmp_path):
    text = broken(SETTINGS, "desk: sqlite:///var/desk.db", 'desk: "${AVGRIGHTS_NOT_SET}"')

    with pytest.raises(InputFault, match="AVGRIGHTS_NOT_SET, which is not set"):
        load_settings(workspace(tmp_path, settings=text))


def test_a_secret_never_shows_in_what_is_printed(tmp_path, monkeypatch):
    monkeypatch.setenv("AVGRIGHTS_TEST_URL", "postgresql://me:geheim@db/x")
    text = broken(SETTINGS, '"sqlite:///data/helpdesk.db"', '"${AVGRIGHTS_TEST_URL}"')

    settings = load_settings(workspace(tmp_path, settings=text))

    assert "geheim" in (settings.stores["helpdesk"].url or "")
    assert "geheim" not in repr(settings)


@pytest.mark.parametrize("text", ["stores: [a]\n", "- a\n", "brake: {share: x}\n", "a: [\n"])
def test_a_broken_workspace_is_our_own_error(text, tmp_path):
    with pytest.raises(Unreadable):
        load_settings(workspace(tmp_path, settings=text))
