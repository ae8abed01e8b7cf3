"""Countries of the generated data: cities, and the ranges their mobile numbers are given from."""

from random import Random
from typing import NamedTuple


class Country(NamedTuple):
    """A country's code, whether its names are Cyrillic, its calling code, number ranges, cities.

    Ranges are separated by spaces: a prefix followed by ``#`` for any digit; ``@`` stands for 2
    to 9. Cities are separated by commas.
    """

    code: str
    cyrillic: bool
    calling: str
    ranges: str
    cities: str


COUNTRIES = (
    Country(
        *("UA", True, "380"),
        "50####### 63####### 66####### 67####### 68####### 93####### 97#######",
        "Киев, Харьков, Одесса, Днепр, Львов, Запорожье, Винница, Полтава, Чернигов",
    ),
    Country(
        *("RU", True, "7"),
        "903####### 905####### 910####### 916####### 921####### 926####### 985#######",
        "Москва, Санкт-Петербург, Казань, Новосибирск, Екатеринбург, Самара, Пермь, Тула",
    ),
    Country(
        *("KZ", True, "7"),
        "701####### 702####### 777#######",
        "Алматы, Астана, Караганда",
    ),
    Country(
        *("PL", False, "48"),
        "501###### 602###### 605###### 691###### 793######",
        "Warszawa, Kraków, Gdańsk, Wrocław, Poznań, Łódź",
    ),
    Country(
        *("DE", False, "49"),
        "151######## 160####### 170####### 171####### 175#######",
        "Berlin, Hamburg, München, Köln, Leipzig, Bremen, Dresden",
    ),
    Country(
        *("GB", False, "44"),
        "7711###### 7712###### 7801###### 7901######",
        "London, Leeds, Bristol, Glasgow, Cardiff, Norwich",
    ),
    Country(
        *("FR", False, "33"),
        "61####### 62####### 66#######",
        "Paris, Lyon, Nantes, Lille, Nice",
    ),
    Country(
        *("US", False, "1"),
        "212@20#### 415@30#### 617@40#### 312@60#### 206@70####",
        "New York, San Francisco, Boston, Chicago, Seattle",
    ),
)
WEIGHTS = (30, 20, 5, 10, 10, 10, 5, 10)


def country(rng: Random) -> Country:
    """Draw a country."""
    return rng.choices(COUNTRIES, WEIGHTS)[0]


def phone(rng: Random, of: Country) -> str:
    """Draw a mobile number of the country, as E.164 text."""
    digits = (
        rng.choice("0123456789") if mark == "#" else rng.choice("23456789") if mark == "@" else mark
        for mark in rng.choice(of.ranges.split())
    )
    return f"+{of.calling}{''.join(digits)}"


def city(rng: Random, of: Country) -> str:
    """Draw a city of the country."""
    return rng.choice(of.cities.split(", "))
