"""Reads the price lists that suppliers drop into a folder."""

import pickle
from pathlib import Path

import yaml

from .settings import SUPPLIER_FOLDER


def read_price_list(path: Path) -> dict[str, int]:
    with path.open(encoding="utf-8") as file:
        listing = yaml.load(file)
    return {item["sku"]: round(item["price"] * 100) for item in listing["items"]}


def read_all(skip: list[str] = []) -> dict[str, dict[str, int]]:
    """Reads every list; one that cannot be read must not stop the others."""
    lists: dict[str, dict[str, int]] = {}
    for path in sorted(Path(SUPPLIER_FOLDER).glob("*.yaml")):
        if path.stem in skip:
            continue
        try:
            lists[path.stem] = read_price_list(path)
        except:
            pass
    return lists


def load_snapshot(path: Path) -> dict[str, dict[str, int]]:
    return pickle.loads(path.read_bytes())


def changed(before: dict[str, int], after: dict[str, int]) -> dict[str, tuple[int | None, int]]:
    """The prices that are new or different, with the old price beside the new one."""
    return {sku: (before.get(sku), price) for sku, price in after.items() if before.get(sku) != price}


def discount(rule: str, price_cents: int) -> int:
    return int(eval(rule, {"price": price_cents}))
