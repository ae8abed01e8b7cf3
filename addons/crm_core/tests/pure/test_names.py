import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_core.tools import names
from odoo.addons.crm_core.tools.names import NameParts

words = st.text(
    st.sampled_from("абвгдеёжзиклмнопрстуфхцчшщэюяabcdefghijklmnopqrstuvwxyz"),
    min_size=1,
    max_size=9,
)
texts = st.lists(words, min_size=0, max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ivan Petrov", ("Ivan", "Petrov", "")),
        ("Иван Петрович Сидоров", ("Иван", "Сидоров", "Петрович")),
        ("Сидоров Иван Петрович", ("Иван", "Сидоров", "Петрович")),
        ("Шевченко Тарас Григорович", ("Тарас", "Шевченко", "Григорович")),
        ("Леся Петрівна Косач", ("Леся", "Косач", "Петрівна")),
        ("Petrov Ivan Sergeevich", ("Ivan", "Petrov", "Sergeevich")),
        ("Иван Петрович", ("Иван", "", "Петрович")),
        ("Roman Abramovich", ("Roman", "Abramovich", "")),
        ("Doe, John", ("John", "Doe", "")),
        ("Doe, John Henry", ("John", "Doe", "Henry")),
        ("Ludwig van Beethoven", ("Ludwig", "van Beethoven", "")),
        ("Anna Maria de la Cruz", ("Anna", "de la Cruz", "Maria")),
        ("Madonna", ("Madonna", "", "")),
        ("  Ivan   Petrov ", ("Ivan", "Petrov", "")),
        ("", ("", "", "")),
        (None, ("", "", "")),
    ],
)
def test_split_name(text, parts):
    """Covers: CON-02, CON-44"""
    assert names.split_name(text) == NameParts(*parts)


def test_join_name():
    """The order of the screen and the order of documents. Covers: CON-44"""
    parts = NameParts("Иван", "Сидоров", "Петрович")
    assert names.join_name(parts) == "Иван Петрович Сидоров"
    assert names.join_name(parts, last_first=True) == "Сидоров Иван Петрович"
    assert names.join_name(NameParts("Ivan")) == "Ivan"


@given(texts)
def test_split_never_loses_a_word(text):
    parts = names.split_name(text)
    assert sorted(" ".join(parts).split()) == sorted(text.split())


@given(texts)
def test_splitting_what_was_joined_is_stable(text):
    joined = names.join_name(names.split_name(text))
    again = names.join_name(names.split_name(joined))
    assert names.name_key(again) == names.name_key(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Иванов", "Ivanov"),
        ("Юлия Королёва", "Королева Юлия"),
        ("Щукин", "Shchukin"),
        ("Щукин", "Schukin"),
        ("Алексей", "Aleksey"),
        ("Алексей", "Alexei"),
        ("Юрий", "Yuri"),
        ("Юрий", "Yuriy"),
        ("Дмитрий Чехов", "Dmitry Chekhov"),
        ("ООО «Ромашка»", "Ромашка"),
        ('ООО "Ромашка"', "Romashka, LLC"),
        ("Общество с ограниченной ответственностью «Ромашка»", "РОМАШКА ООО"),
        ("ТОВ «Київ Буд»", "Київ Буд, ТОВ"),
        ("Acme Ltd.", "ACME"),
        ("Acme G.m.b.H.", "Acme GmbH"),
        ("Łódź Sp. z o.o.", "Lodz sp z o o"),
        ("Müller AG", "muller"),
    ],
)
def test_equal_names(one, other):
    """Blind to script, case, order and legal form. Covers: BEY-03"""
    assert names.name_key(one) == names.name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Иванов", "Петров"), ("Ромашка", "Ромашка Плюс"), ("Acme", "Apex"), ("Ко", "ООО")],
)
def test_different_names(one, other):
    assert names.name_key(one) != names.name_key(other)


@given(texts)
def test_key_is_blind_to_case_and_order(text):
    shuffled = " ".join(reversed(text.split())).upper()
    assert names.name_key(text) == names.name_key(shuffled)


@given(texts)
def test_key_of_a_name_is_never_lost(text):
    assert bool(names.name_key(text)) == bool(text.split())


def test_person_key_needs_both_names():
    assert names.person_key(NameParts("Иван", "Иванов", "Петрович")) == names.person_key(
        NameParts("Ivan", "Ivanov")
    )
    assert names.person_key(NameParts("Ivan")) == ""


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("7707083893", "7707083893"),
        ("ИНН 7707 083 893", "7707083893"),
        ("7707083894", ""),
        ("500100732259", "500100732259"),
        ("500100732250", ""),
        ("14360570", "14360570"),
        ("14360571", ""),
        ("DE 123 456 788", "DE123456788"),
        ("/", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_tax_key(number, key):
    assert names.tax_key(number) == key


@given(st.text(st.sampled_from("0123456789"), min_size=9, max_size=9))
def test_one_wrong_digit_of_an_inn_is_noticed(nine):
    weights = names.INN_WEIGHTS[10][0]
    check = sum(a * int(b) for a, b in zip(weights, nine, strict=True)) % 11 % 10
    assert names.is_inn(f"{nine}{check}")
    assert not names.is_inn(f"{nine}{(check + 1) % 10}")
