"""The form fields that every page shares."""

from datetime import date

import pytest
from django import forms

from core import scope
from core.pages.fields import AssociationField, DayField, DaysField, NumberField


class Form(forms.Form):
    association = AssociationField(required=False)
    day = DayField(required=False)
    days = DaysField(required=False)
    coming = DayField(required=False, future=True)
    count = NumberField(required=False, unit="人次")
    money = NumberField(required=False, unit="元")


@pytest.fixture(autouse=True)
def _today(time_machine, county_editor):
    time_machine.move_to("2022-09-28 12:00+08:00")
    with scope.use(county_editor.scope):
        yield


def read(name, typed):
    form = Form({name: typed})
    form.is_valid()
    return form.cleaned_data.get(name), form.errors.get(name, [])


def test_days_spans_and_numbers_arrive_as_values():
    assert read("day", "5.29") == (date(2022, 5, 29), [])
    assert read("days", "5.28-5.30") == ((date(2022, 5, 28), date(2022, 5, 30)), [])
    assert read("coming", "10.4") == (date(2022, 10, 4), [])
    assert read("count", "1,204人次") == (120400, [])
    assert read("money", "58000.5") == (5800050, [])


def test_nothing_typed_is_none_and_nought_is_nought():
    form = Form({"count": "", "money": "0"})
    assert form.is_valid()
    assert form.cleaned_data == {
        "association": None,
        "day": None,
        "days": None,
        "coming": None,
        "count": None,
        "money": 0,
    }


def test_a_required_number_asks_for_one_but_takes_nought():
    field = NumberField(unit="人次")
    assert field.clean("0") == 0
    with pytest.raises(forms.ValidationError):
        field.clean(" ")


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("day", "2月30日", "没有2月30日这一天。"),
        ("day", "明天", "日期在今天之后，请核对。"),
        ("days", "5.1-6.30", "最多连续 31 天，请分开登记。"),
        ("count", "约760", "请填准确数，不写“约”。"),
        ("count", "7.5", "人次只能是整数，不能有小数。"),
        ("association", "沅陵县", "找不到这个单位。请填全称或代码。"),
    ],
)
def test_a_refusal_is_a_sentence_beside_its_field(name, typed, sentence):
    assert read(name, typed) == (None, [sentence])


def test_values_stand_in_the_boxes_as_they_would_be_typed(tree):
    span = (date(2022, 5, 28), date(2022, 5, 30))
    initial = {"association": tree.village, "day": span[0], "days": span, "count": 120400, "money": 0}
    form = Form(initial=initial)
    page = str(form)
    assert 'value="茶溪村 · 黔城镇 · 洪江市"' in page
    assert f'value="{tree.village.code}"' in page
    assert 'value="2022-05-28"' in page
    assert 'value="2022-05-28至2022-05-30"' in page
    assert 'value="1204"' in page
    assert 'value="0.00"' in page
    sent = {
        "association": "茶溪村 · 黔城镇 · 洪江市",
        "association_code": str(tree.village.code),
        "day": "2022-05-28",
        "days": "2022-05-28至2022-05-30",
        "count": "1204",
        "money": "0.00",
    }
    again = Form(sent, initial=initial)
    assert again.is_valid()
    assert again.changed_data == []
    assert again.cleaned_data == {**initial, "coming": None}


def test_the_boxes_tell_the_scripts_what_they_are():
    page = str(Form())
    assert 'data-date="range"' in page
    assert page.count("data-future") == 1
    assert 'inputmode="numeric"' in page
    assert 'inputmode="decimal"' in page
