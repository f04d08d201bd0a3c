"""What a family was paid, on its page and in its file; a paid family is not deleted."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from core import scope
from core.accounts.models import Role
from core.audit.models import Reading
from projects.services import PaymentEntry, record_payments, withdraw_payments
from tests.activities.entries import text_of
from tests.factories import client_for as login, figure, make_account
from tests.families.making import fresh, make_family

DAY = date(2022, 6, 1)


@pytest.fixture
def clerk(tree):
    return make_account("payment_clerk", tree.county, Role.EDITOR, name="石登记", family_right=True)


@pytest.fixture
def family(clerk, tree):
    return make_family(clerk, tree.village)


def pay(clerk, family, amount=20000, goods="大米"):
    with scope.use(clerk.scope):
        row = fresh(family)
        entry = PaymentEntry(row.association, DAY, amount=amount, goods=goods, family=row)
        return record_payments(actor=clerk, entries=[entry])[0]


def fragment(family):
    return reverse("projects:family_payments", args=[family.pk])


def test_the_page_of_a_family_loads_what_it_was_paid(clerk, family):
    payment = pay(clerk, family)
    browser = login(clerk)
    assert fragment(family) in text_of(browser.get(family.get_absolute_url()))
    page = text_of(browser.get(fragment(family)))
    assert "慰问金 200.00 元 大米" in page
    with scope.everything():
        assert Reading.objects.filter(actor=clerk, note="发放记录").get().keys == [family.pk]
    with scope.use(clerk.scope):
        withdraw_payments(actor=clerk, payments=[payment])
    assert "还没有发放记录" in text_of(browser.get(fragment(family)))


def test_nobody_else_sees_it(client_for, county_editor, neighbour_editor, clerk, family, tree):
    pay(clerk, family)
    assert client_for(county_editor).get(fragment(family)).status_code == 403
    neighbour = make_account("payment_neighbour", tree.neighbour, Role.EDITOR, family_right=True)
    assert login(neighbour).get(fragment(family)).status_code == 404


def test_the_file_for_its_people_names_what_it_was_paid(clerk, family):
    pay(clerk, family)
    path = reverse("families:subject_file", args=[family.pk])
    answer = login(clerk).post(path, {"reason": "本人申请查阅副本", "version": str(fresh(family).version)})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    text = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert "200.00 元，大米" in text


def test_a_family_that_was_paid_is_not_deleted(clerk, family, tree):
    pay(clerk, family)
    path = reverse("families:family_remove", args=[family.pk])
    answer = login(clerk).post(path, {"reason": "与另一户重复登记", "version": str(fresh(family).version)})
    assert answer.status_code == 422
    assert "有发放记录" in text_of(answer)
    assert figure(tree.county, "condolence_payment_amount", DAY, DAY) == 200
