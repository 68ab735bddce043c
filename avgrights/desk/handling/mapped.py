"""The dataset that a plan speaks of, as the data map has it now."""

from __future__ import annotations

from avgrights.cases.plan import PlannedDataset
from avgrights.desk.handling.interface import Errand
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault


def mapped(errand: Errand, planned: PlannedDataset) -> Dataset:
    """The dataset of a plan.

    Raises:
        InputFault: the data map no longer has it.
    """
    dataset = errand.loaded.data_map.dataset(planned.dataset)
    if dataset is None:
        raise InputFault(
            f"dataset {planned.dataset!r} is in the plan of case {errand.case.id} and no longer in "
            "data-map.yaml",
            remedy="Put it back until the case is carried out.",
        )
    return dataset
