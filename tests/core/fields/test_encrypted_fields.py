"""Encrypted columns on a table that exists for these tests only."""

import pickle
import uuid

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from core.fields import BlindIndexField, EncryptedTextField, Sealed, Unreadable, prepare_many

NAME, ID = "欧阳𠮷", "431299196503019012"


@pytest.fixture
def person(db):
    """A model with its table, gone with the test. The application role of PostgreSQL makes no tables."""
    if connection.vendor == "postgresql":
        pytest.skip("the application role may not make tables; families/ is tested there")
    with isolate_apps("core"):

        class Person(models.Model):
            id = models.UUIDField(primary_key=True, default=uuid.uuid4)
            name = EncryptedTextField("姓名", max_length=60)
            number = EncryptedTextField("身份证号", max_length=18, blank=True)
            number_index = BlindIndexField("number", normalise=str.upper, unique=True)

            class Meta:
                app_label = "core"

        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE core_person"
                " (id char(32) PRIMARY KEY, name BLOB NOT NULL, number BLOB, number_index BLOB UNIQUE)"
            )
        yield Person


def stored(column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM core_person")  # noqa: S608 (names of this file)
        return cursor.fetchone()[0]


def test_a_row_comes_back_as_it_was_saved_and_the_table_holds_no_plain_text(person):
    made = person.objects.create(name=NAME, number=ID)
    found = person.objects.get(pk=made.pk)
    assert (found.name, found.number) == (NAME, ID)
    assert NAME.encode() not in stored("name")
    assert ID.encode() not in stored("number")


def test_an_empty_value_is_null_and_reads_as_an_empty_text(person):
    person.objects.create(name=NAME)
    row = person.objects.get(number__isnull=True)
    assert row.number == ""
    assert (stored("number"), stored("number_index")) == (None, None)


def test_bulk_create_and_bulk_update_encrypt_and_index(person):
    rows = person.objects.bulk_create([person(name=f"人{n}", number=f"a{n}") for n in range(3)])
    for row in rows:
        row.number = row.number.replace("a", "b")
    rows.append(person.objects.create(name="没有号码"))
    prepare_many(rows)
    person.objects.bulk_update(rows, ["number", "number_index"])
    for n in range(3):
        index = person._meta.get_field("number_index").index_of(f"B{n}")
        assert person.objects.get(number_index=index).number == f"b{n}"
    assert person.objects.get(number_index=None).number == ""


def test_a_deferred_value_is_fetched_when_it_is_asked_for(person):
    person.objects.create(name=NAME)
    assert person.objects.only("pk").get().name == NAME


def test_a_value_that_was_moved_to_another_row_or_column_cannot_be_read(person):
    first, second = person.objects.create(name="甲", number="1"), person.objects.create(name="乙", number="2")
    data = Sealed("core.person.name", stored_of(first, "name"))
    person.objects.filter(pk=second.pk).update(name=data)
    with pytest.raises(Unreadable):
        str(person.objects.get(pk=second.pk).name)
    person.objects.filter(pk=second.pk).update(number=Sealed("x", stored_of(second, "number")[:-1] + b"\0"))
    with pytest.raises(Unreadable):
        str(person.objects.get(pk=second.pk).number)
    with pytest.raises(Unreadable):
        Sealed("core.person.number", stored_of(first, "name")).open(first.pk)


def stored_of(row, column: str) -> bytes:
    return type(row).objects.values_list(column, flat=True).get(pk=row.pk).data


def test_a_row_copied_under_a_new_key_is_refused(person):
    made = person.objects.get(pk=person.objects.create(name=NAME).pk)
    made.pk = uuid.uuid4()
    with pytest.raises(Unreadable):
        made.save()


def test_a_text_taken_from_another_row_is_bound_to_its_new_one(person):
    first = person.objects.create(name=NAME)
    second = person(name=first.name)
    second.save()
    assert person.objects.get(pk=second.pk).name == NAME


def test_plain_text_never_reaches_a_statement(person):
    made = person.objects.create(name=NAME, number=ID)
    with pytest.raises(TypeError):
        person.objects.update(name=NAME)
    with pytest.raises(TypeError):
        person.objects.update(number=made.name)
    for lookup in ({"name": NAME}, {"name__contains": "欧"}, {"name__in": [NAME]}, {"name__gt": "a"}):
        with pytest.raises(FieldError):
            person.objects.filter(**lookup)


def test_what_comes_without_its_row_stays_sealed_and_is_opened_with_the_row_s_key(person):
    made = person.objects.create(name=NAME)
    key, sealed = person.objects.values_list("pk", "name").get()
    assert NAME not in f"{sealed} {sealed!r}"
    assert sealed.open(key) == NAME == made.name


def test_neither_repr_nor_the_text_of_an_error_shows_a_value(person):
    made = person.objects.create(name=NAME, number=ID)
    assert NAME not in repr(made.name)
    assert NAME not in repr([made.name, {"name": made.name}])
    assert pickle.loads(pickle.dumps(made.name)) == NAME  # noqa: S301 (our own)
    with pytest.raises(Unreadable) as refused:
        Sealed("core.person.name", stored("name")).open(uuid.uuid4())
    assert NAME not in str(refused.value)


def test_the_same_text_is_stored_differently_each_time(person):
    made = person.objects.create(name=NAME)
    before = stored("name")
    made.save()
    assert stored("name") != before


def test_a_form_asks_for_plain_text_within_the_length(person):
    field = person._meta.get_field("name").formfield()
    assert field.max_length == 60
    assert field.clean(" 张三 ") == "张三"
