"""How Sphinx builds these pages: `sphinx-build -W docs docs/_build/html` (extra `docs`)."""

from importlib.metadata import version as installed

project = "avgrights"
author = "The avgrights contributors"
release = version = installed("avgrights")
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "avgrights"
html_show_sourcelink = False

autodoc_typehints = "description"
autodoc_member_order = "bysource"
