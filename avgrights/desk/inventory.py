"""What there is: the stores with their identities, and the data map held against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from avgrights.desk.identity import known_identity, stranger
from avgrights.stores.shutting import Shutter
from avgrights.terms.errors import AvgRightsError
from avgrights.terms.settings import StoreSettings

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk
    from avgrights.stores.interface import Store
    from avgrights.terms.data_map import Dataset


def stores(desk: Desk) -> list[dict[str, Any]]:
    """Every store of the workspace: what it bears, what was adopted, and whether that is one."""
    return [_told(desk, known) for known in desk.settings.stores.values()]


def compare(desk: Desk) -> list[dict[str, Any]]:
    """Every dataset against its store: what is missing, and what makes a purge slow."""
    return [
        _compared(desk, loaded.register.name, dataset)
        for loaded in desk.registers
        for dataset in loaded.data_map.datasets
    ]


def indexes(desk: Desk, names: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The indexes that searches for a person want and that are not there yet.

    Args:
        names: of stores; empty: every store.

    Raises:
        InputFault: a name that is no store, or a table that is not there.
        StoreFault: a store cannot be reached.
    """
    for name in names:
        desk.store(name)
    return [
        {"store": dataset.store, "dataset": dataset.name, "identifier": one.identifier,
         "statement": one.index}
        for loaded in desk.registers
        for dataset in loaded.data_map.datasets
        if not names or dataset.store in names
        for one in desk.store(dataset.store).unserved(dataset)
        if one.index
    ]  # fmt: skip


def _told(desk: Desk, known: StoreSettings) -> dict[str, Any]:
    told: dict[str, Any] = {
        "store": known.name,
        "kind": "folder" if known.folder else str(known.url).partition(":")[0],
        "identity": None,
        "adopted": None,
        "fault": None,
    }
    try:
        told["identity"] = desk.store(known.name).identity()
        told["adopted"] = known_identity(desk, known.name)
        told["state"] = _state(desk, known.name, told)
    except AvgRightsError as fault:
        told["fault"] = told["state"] = str(fault)
    return told


def _state(desk: Desk, name: str, told: dict[str, Any]) -> str:
    strange = stranger(desk, name, told["identity"])
    if strange:
        return strange
    return "adopted" if told["adopted"] else "not adopted yet"


def _compared(desk: Desk, register: str, dataset: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "register": register,
        "dataset": dataset.name,
        "store": dataset.store,
        "problems": [],
        "warnings": [],
        "fault": None,
    }
    try:
        place = desk.store(dataset.store)
        told["problems"] = place.problems(dataset)
        told["warnings"] = [] if told["problems"] else _warnings(place, dataset)
    except AvgRightsError as fault:
        told["fault"] = str(fault)
    return told


def _warnings(place: Store, dataset: Dataset) -> list[str]:
    """What makes a purge slow, what makes a search slow, what makes a restriction weak."""
    cautions = place.cautions(dataset) if isinstance(place, Shutter) else []
    slow = [one.sentence for one in place.unserved(dataset) if one.large]
    return [*place.warnings(dataset), *slow, *cautions]
