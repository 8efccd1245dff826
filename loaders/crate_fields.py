"""The fields of the entries of lab notebooks: named values with units, as properties."""

from __future__ import annotations

import json
from typing import Any

from labkin.loaders.bundles import dicts, listed, number_or_text, prop_name, text_of
from labkin.loaders.crate_entities import Crate, Entity, inline, property_values
from labkin.loaders.plain_text import plain_text


def measured(crate: Crate, entity: Entity) -> dict[str, Any]:
    """The fields of an entry: each a property, with its unit beside it."""
    props: dict[str, Any] = {}
    fields = [value.data for value in property_values(crate, entity.refs("variableMeasured", "additionalProperty"))]
    for data in (*fields, *inline(entity, "variableMeasured"), *inline(entity, "additionalProperty")):
        if text_of(data.get("propertyID")) == "elabftw_metadata":
            continue  # the same fields once more, as one text
        heading, value = text_of(data.get("propertyID")) or text_of(data.get("name")), data.get("value")
        texts = [plain_text(crate.named(text) if "/" in text else text) for text in crate.texts(value)]
        if not texts or not heading:
            continue
        name = _free(props, prop_name(heading))
        props[name] = number_or_text(texts[0]) if len(texts) == 1 else texts
        if unit := text_of(data.get("unitText")) or text_of(data.get("unitCode")):
            props[f"{name}_unit"] = unit
    return props or _extra_fields(crate, entity)


def _free(props: dict[str, Any], name: str) -> str:
    number, free = 1, name
    while free in props:
        number += 1
        free = f"{name}_{number}"
    return free


def _extra_fields(crate: Crate, entity: Entity) -> dict[str, Any]:
    """The fields that eLabFTW keeps as JSON in one text, for entries that have them nowhere else."""
    props: dict[str, Any] = {}
    for value in property_values(crate, entity.refs("variableMeasured")):
        try:
            found = json.loads(value.text("value"))
        except (ValueError, RecursionError):
            continue
        fields = found.get("extra_fields") if isinstance(found, dict) else None
        for heading, one in fields.items() if isinstance(fields, dict) else ():
            texts = [text_of(v) for v in listed(one.get("value"))] if isinstance(one, dict) else []
            texts = [text for text in texts if text]
            if texts:
                name = _free(props, prop_name(heading))
                props[name] = number_or_text(texts[0]) if len(texts) == 1 else texts
                if unit := text_of(dicts(one)[0].get("unit")):
                    props[f"{name}_unit"] = unit
    return props
