"""Samples of what is done for special families: a service and a case, each with the mark of its place."""

import uuid
from typing import Any

from families.models import Case, Family, Referral, ServiceRecord
from tests.plant import plant


def _service(spot: Any) -> uuid.UUID:
    """Arranged, so that there is a next step; asked for after the states of its family began."""
    family = Family.objects.get(pk=spot.made["family"])
    texts = dict.fromkeys(("helper", "note"), spot.mark.word)
    given = {"family": family, "state": "assigned", "helper_phone": "13874500000"}
    return plant(ServiceRecord, spot.unit, **given, **texts).pk


def _referral(spot: Any) -> uuid.UUID:
    """Another service, handed over by the place to itself: it stands in no other range."""
    family = Family.objects.get(pk=spot.made["family"])
    service = plant(ServiceRecord, spot.unit, family=family, state="assigned", helper_phone="")
    texts = dict.fromkeys(("household_number", "liaison", "helper", "note", "answer"), spot.mark.word)
    given = {"service": service, "receiver": spot.unit, "liaison_phone": "13874500000", "state": "sent"}
    return plant(Referral, spot.unit, **given, **texts).pk


def _case(spot: Any) -> uuid.UUID:
    family = Family.objects.get(pk=spot.made["family"])
    texts = dict.fromkeys(("name", "handler", "words", "outcome"), spot.mark.word)
    given = {"family": family, "phone": "13874500000", "result": ""}
    return plant(Case, spot.unit, **given, **texts).pk


CARE = {"service": _service, "referral": _referral, "case": _case}
