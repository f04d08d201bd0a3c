"""Calls of the services of what is done for special families; all of them ask for the family right too."""

from typing import Any

from core.figures.models import Indicator
from families.entries import Holder
from families.models import Case, PolicyStandard, Referral, ServiceRecord
from families.services.care import Step
from tests.guards.access_calls import Service
from tests.guards.access_world import World
from tests.guards.services_families import DAY, family, service


def _holders(world: World, place: str) -> dict[str, Any]:
    return {"role": "village_cadre", "holders": [Holder(world.units[place], "龙新任")], "day": DAY}


def _standard(world: World, place: str) -> PolicyStandard:
    indicator = Indicator.objects.get(code="health_insurance_premium_standard")
    return PolicyStandard(association=world.units[place], indicator=indicator, since=DAY, value=15000)


def _request(world: World, place: str) -> ServiceRecord:
    row = family(world, place)
    return ServiceRecord(family=row, association=row.association, kind="errands", requested_on=DAY)


def _step(world: World, place: str) -> Step:
    rows = ServiceRecord.objects.select_related("association", "family")
    return Step(rows.get(pk=world.samples[place]["service"]), "assign", DAY, helper="贺志愿")


def _handed_over(world: World, place: str) -> dict[str, Any]:
    rows = ServiceRecord.objects.select_related("association", "family")
    record = rows.get(pk=world.samples[place]["service"])
    given = {"receiver": world.units["county"], "sent_on": DAY, "liaison": "田支书"}
    return {"referral": Referral(service=record, **given), "expected_version": record.version}


def _answered(world: World, place: str) -> dict[str, Any]:
    rows = Referral.objects.select_related("association", "receiver")
    row = rows.get(pk=world.samples[place]["referral"])
    return {"referral": row, "expected_version": row.version, "act": "accept", "day": DAY}


def _case(world: World, place: str) -> Case:
    return Case.objects.select_related("association", "family").get(pk=world.samples[place]["case"])


def _new_case(world: World, place: str) -> Case:
    given = {"topic": "legal", "channel": "visit", "name": "舒小燕", "opened_on": DAY}
    return Case(association=world.units[place], **given)


def _changed_case(world: World, place: str, to: str = "") -> dict[str, Any]:
    row = _case(world, place)
    row.association, row.handler = world.units[to or place], "石干事"
    return {"case": row, "expected_version": row.version}


CARE = {
    "families.services.care.request_service": service(
        lambda world, place: {"record": _request(world, place)}
    ),
    "families.services.care.request_services": service(
        lambda world, place: {"records": [_request(world, place)]}
    ),
    "families.services.care.advance_service": service(
        lambda world, place: {"step": (step := _step(world, place)), "expected_version": step.record.version}
    ),
    "families.services.care.advance_services": service(lambda world, place: {"steps": [_step(world, place)]}),
    "families.services.referrals.refer_service": service(_handed_over),
    "families.services.referrals.answer_referral": service(_answered),
    "families.services.cases.save_case": service(_changed_case, moved=_changed_case),
    "families.services.cases.save_cases": service(lambda world, place: {"cases": [_new_case(world, place)]}),
    "families.services.cases.remove_case": service(
        lambda world, place: {
            "case": (row := _case(world, place)),
            "expected_version": row.version,
            "reason": "登记重复",
        }
    ),
    "families.services.standards.set_standard": Service(
        "record", lambda world, place: {"standard": _standard(world, place)}
    ),
    "families.services.standards.set_standards": Service(
        "record", lambda world, place: {"standards": [_standard(world, place)]}
    ),
    "families.services.handover.appoint_contacts": service(_holders),
}
