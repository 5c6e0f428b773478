"""Penilaian Kabupaten/Kota Layak Anak: the dozen names an analyst types after ``import kla_lib as kla``."""

from importlib import import_module
from typing import Any
