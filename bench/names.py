"""Word lists and the grammar that turns them into names of people and companies.

Latin and Cyrillic names come with the forms their languages ask for: Russian and Ukrainian
family names agree with the bearer's sex, and a patronymic follows the first name. Every
function draws from the `random.Random` it is given, so a seed fixes the result.
"""

import re
from random import Random
from typing import NamedTuple

MALE_LATIN = (
    "Adam Albert Andreas Anton Arthur Benjamin Bruno Charles Daniel David Dominik Edward "
    "Emil Eric Felix Frank George Hans Harry Henry Hugo Ivan Jack Jakub James Jan Joel John "
    "Jonas Julian Karl Kevin Leo Louis Lucas Marcel Mark Martin Matthew Max Michael Nathan "
    "Oliver Oscar Patrick Paul Peter Philip Piotr Ralph Richard Robert Samuel Simon Stefan "
    "Steven Thomas Tobias Victor Walter William Zachary"
).split()
FEMALE_LATIN = (
    "Adele Agnes Alice Amelia Anna Astrid Beatrice Camille Caroline Charlotte Claire Clara "
    "Daria Diana Eleanor Elisa Emily Emma Erica Eva Fiona Grace Hannah Helen Ida Ingrid "
    "Irene Isabel Jane Joanna Julia Karin Kate Laura Lena Linda Louise Lucy Margaret Maria "
    "Martha Mia Monica Nadine Natalie Nina Nora Olivia Paula Rachel Rosa Ruth Sabine Sarah "
    "Sophie Susan Teresa Ursula Vanessa Vera Yvonne Zoe"
).split()
FAMILY_LATIN = (
    "Abbott Adler Alford Ashby Baker Barlow Baumann Becker Bennett Berger Bishop Blake "
    "Bowman Brandt Brennan Burke Callahan Carver Chapman Clifford Cooper Corbett Dalton "
    "Dawson Decker Dubois Dupont Eastman Eberhart Elliott Ericson Falk Farrell Fischer "
    "Fletcher Fontaine Forster Foster Fuchs Gallagher Garner Gibbs Goodwin Graham Granger "
    "Gruber Hagen Hale Hammond Hartley Hayward Hoffman Holloway Howell Hughes Ingram Jansen "
    "Jarvis Jensen Kaufman Keller Kendall Kowalczyk Kramer Lambert Langley Larsen Lawson "
    "Lefebvre Lindgren Lombard Lowell Maguire Marlow Mercer Meyer Moreau Mueller Nash "
    "Newman Nielsen Norris Nowak Olsen Osborne Palmer Parrish Pearson Perrin Quinn Ramsey "
    "Reeves Renard Richter Rousseau Sanders Schaefer Schneider Sheridan Sinclair Sorensen "
    "Stanton Sutton Thornton Tobin Underhill Vance Vogel Wagner Walsh Weber Whitaker Wilder "
    "Winkler Wojcik Yates Zeller"
).split()

# first name -> patronymic stem that takes -ич / -на
MALE_CYRILLIC = {
    "Александр": "Александров", "Алексей": "Алексеев", "Андрей": "Андреев", "Антон": "Антонов",
    "Богдан": "Богданов", "Борис": "Борисов", "Вадим": "Вадимов", "Виктор": "Викторов",
    "Владимир": "Владимиров", "Глеб": "Глебов", "Григорий": "Григорьев", "Денис": "Денисов",
    "Дмитрий": "Дмитриев", "Евгений": "Евгеньев", "Егор": "Егоров", "Иван": "Иванов",
    "Игорь": "Игорев", "Кирилл": "Кириллов", "Константин": "Константинов", "Максим": "Максимов",
    "Михаил": "Михайлов", "Николай": "Николаев", "Олег": "Олегов", "Павел": "Павлов",
    "Пётр": "Петров", "Роман": "Романов", "Сергей": "Сергеев", "Станислав": "Станиславов",
    "Тимофей": "Тимофеев", "Фёдор": "Фёдоров", "Юрий": "Юрьев", "Ярослав": "Ярославов",
}  # fmt: skip
FEMALE_CYRILLIC = (
    "Александра Алина Алла Анастасия Анна Валентина Вера Виктория Галина Дарья Евгения "
    "Екатерина Елена Жанна Зоя Инна Ирина Карина Кира Ксения Лариса Лидия Любовь Людмила "
    "Марина Мария Надежда Наталья Нина Оксана Ольга Полина Раиса Светлана София Тамара "
    "Татьяна Ульяна Юлия Яна"
).split()
# masculine ending, feminine ending, stems that take them
FAMILY_CYRILLIC = (
    (
        *("ов", "ова"),
        "Антон Баран Белоус Бобр Бирюк Виноград Волк Воробь Голуб Громк Данил Дорох Ермак Ефрем "
        "Журавл Захар Иван Казак Ковал Комар Корол Крыл Кузнец Лаврент Макар Мельник Назар Орл "
        "Павл Попк Родион Самойл Сидор Сокол Степан Тарас Титк Филат Харитон Черн Шестак Щерб "
        "Юдак Яковл",
    ),
    (
        *("ин", "ина"),
        "Бород Гагар Зайк Ильюш Калин Козиц Лапш Малыг Никит Осип Паш Рогаль Синиц Тюр Ушан Фом",
    ),
    (
        *("ский", "ская"),
        "Белин Виш Город Дубров Камен Луч Невель Озёр Покров Раев Соснов Троиц Чайков",
    ),
    (
        *("енко", "енко"),
        "Бондар Василь Гончар Давид Ефим Климен Кравч Литвин Марч Нестер Петр Савч Ткач Шевч",
    ),
    (
        *("чук", "чук"),
        "Гнат Демь Ковал Лев Мазур Остап Павель Роман Савель Степан Ткаль Федор",
    ),
)

TRADE_LATIN = (
    "Analytics Bakery Builders Ceramics Chemicals Clinics Components Consulting Design "
    "Electronics Energy Engineering Farms Foods Freight Furniture Garments Glass Holdings "
    "Hotels Instruments Insurance Kitchens Laboratories Lighting Logistics Machinery Marine "
    "Media Medical Metals Motors Optics Packaging Paper Partners Plastics Press Robotics "
    "Security Software Solar Steel Storage Systems Telecom Textiles Timber Tools Trading "
    "Travel Ventures"
).split()
HEAD_LATIN = (
    "Alder Amber Anchor Aspen Atlas Beacon Birch Blue Bright Cedar Central Cobalt Copper "
    "Coral Crest Delta Eagle East Elm Ember Falcon Fern Flint Fox Golden Granite Green "
    "Harbor Hawk Hazel High Iron Ivory Jade Juniper Lake Linden Lunar Maple Meadow Mill "
    "Moss North Oak Onyx Orchard Otter Pearl Pine Prairie Quartz Raven Red River Rowan "
    "Sable Sage Silver Sky Slate South Spruce Star Stone Summit Swift Tidal Timber Valley "
    "Violet West White Willow Winter"
).split()
TAIL_LATIN = (
    "bank bay bridge brook burn dale field ford gate grove ham haven hill land mark mere "
    "mont point port ridge shore stead side ton view ville ward way well wick wood"
).split()
FORM_LATIN = ("Ltd", "LLC", "Inc.", "GmbH", "S.A.", "Sp. z o.o.", "SARL", "& Co")

HEAD_CYRILLIC = (
    "Альфа Барс Бриз Вега Верба Весна Восток Гранит Днепр Заря Звезда Импульс Кедр Колос "
    "Контур Лидер Луч Маяк Меридиан Мост Нива Олимп Орион Парус Полюс Прогресс Рассвет Ритм "
    "Родник Ромашка Рубин Север Сигма Сокол Спектр Старт Степь Титан Успех Факел Феникс "
    "Центр Эталон Юг Янтарь"
).split()
TRADE_CYRILLIC = (
    "Авто Агро Вент Двери Дизайн Инвест Климат Логистик Лес Маркет Мебель Медиа Метал Мода "
    "Окна Пак Печать Пласт Проект Ремонт Сад Сервис Софт Спорт Строй Текстиль Телеком Тех "
    "Торг Транс Тур Фарм Хим Шина Электро Энерго"
).split()
FORM_CYRILLIC = ("ООО", "ТОВ", "АО", "ПП", "ТОО", "ЗАО")

POSITIONS_LATIN = (
    "Account Manager|Accountant|Buyer|Chief Engineer|Director|Head of Sales|"
    "Office Manager|Operations Manager|Owner|Project Manager|Purchasing Manager|"
    "Technician"
).split("|")
POSITIONS_CYRILLIC = (
    "Бухгалтер|Владелец|Главный инженер|Директор|Закупщик|Коммерческий директор|Менеджер|"
    "Менеджер проекта|Начальник отдела продаж|Секретарь|Технолог"
).split("|")

_TRANSLITERATION = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
            strict=True,
        )
    )
)


class Name(NamedTuple):
    """A person's name in its parts; ``middle`` is empty where the language has none."""

    first: str
    middle: str
    last: str

    @property
    def full(self) -> str:
        return " ".join(part for part in self if part)


def person(rng: Random, cyrillic: bool) -> Name:
    """Draw a person's name."""
    return _person_cyrillic(rng) if cyrillic else _person_latin(rng)


def company(rng: Random, cyrillic: bool) -> str:
    """Draw a company's name with its legal form, as it would be typed into a card."""
    if cyrillic:
        core = rng.choice(HEAD_CYRILLIC) + rng.choice(
            ("", "-" + rng.choice(TRADE_CYRILLIC), rng.choice(TRADE_CYRILLIC).lower())
        )
        return f"{rng.choice(FORM_CYRILLIC)} «{core}»"
    core = rng.choice(HEAD_LATIN) + rng.choice(TAIL_LATIN)
    shape = rng.random()
    if shape < 0.2:
        core = f"{rng.choice(FAMILY_LATIN)} {rng.choice(TRADE_LATIN)}"
    elif shape < 0.8:
        core = f"{core} {rng.choice(TRADE_LATIN)}"
    return f"{core} {rng.choice(FORM_LATIN)}"


def position(rng: Random, cyrillic: bool) -> str:
    """Draw a job position."""
    return rng.choice(POSITIONS_CYRILLIC if cyrillic else POSITIONS_LATIN)


def slug(text: str) -> str:
    """Spell a name for an email address or a host name: ASCII letters, digits and hyphens."""
    text = text.lower().translate(_TRANSLITERATION)
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


def _person_latin(rng: Random) -> Name:
    first = rng.choice(MALE_LATIN if rng.random() < 0.5 else FEMALE_LATIN)
    last = rng.choice(FAMILY_LATIN)
    if rng.random() < 0.06:
        last = f"{last}-{rng.choice(FAMILY_LATIN)}"
    return Name(first, "", last)


def _person_cyrillic(rng: Random) -> Name:
    male = rng.random() < 0.5
    father = MALE_CYRILLIC[rng.choice(_MALE_CYRILLIC)]
    masculine, feminine, stems = rng.choice(FAMILY_CYRILLIC)
    return Name(
        rng.choice(_MALE_CYRILLIC if male else FEMALE_CYRILLIC),
        father + ("ич" if male else "на"),
        rng.choice(stems.split()) + (masculine if male else feminine),
    )


_MALE_CYRILLIC = sorted(MALE_CYRILLIC)
