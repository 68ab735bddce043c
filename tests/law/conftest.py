"""The package's own policies, loaded once."""

from __future__ import annotations

import pytest

from avgrights.files.policies import load_policies
from avgrights.law.policies import Policies


@pytest.fixture(scope="session")
def policies() -> Policies:
    """The policies as the package ships them."""
    return load_policies(None)
