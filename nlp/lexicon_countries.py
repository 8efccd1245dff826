"""What else countries are called where they stand as texts: "US" for "USA", and "Brazilian" for what is of Brazil."""

from __future__ import annotations

from labkin.nlp.lexicon_words import rows

_PROPS = frozenset({"country", "nationality", "nation", "citizenship"})
# Names of a country, and what is of it. "US" is read as the United States, and no other "us".
_COUNTRIES = rows(
    """
USA | U.S. | U.S.A. | United States | United States of America | America = American
UK | U.K. | United Kingdom | Great Britain | Britain = British
Netherlands | The Netherlands | Holland = Dutch
Czechia | Czech Republic = Czech
Russia | Russian Federation = Russian
South Korea | Korea | Republic of Korea = South Korean | Korean
China | People's Republic of China = Chinese
Turkey | Türkiye = Turkish
Argentina = Argentinian | Argentine
Australia = Australian
Austria = Austrian
Belgium = Belgian
Brazil = Brazilian
Bulgaria = Bulgarian
Canada = Canadian
Chile = Chilean
Colombia = Colombian
Croatia = Croatian
Cuba = Cuban
Denmark = Danish
Egypt = Egyptian
Estonia = Estonian
Finland = Finnish
France = French
Germany = German
Greece = Greek
Hungary = Hungarian
Iceland = Icelandic
India = Indian
Indonesia = Indonesian
Iran = Iranian
Iraq = Iraqi
Ireland = Irish
Israel = Israeli
Italy = Italian
Japan = Japanese
Kenya = Kenyan
Latvia = Latvian
Lithuania = Lithuanian
Malaysia = Malaysian
Mexico = Mexican
Morocco = Moroccan
New Zealand = Kiwi
Nigeria = Nigerian
Norway = Norwegian
Pakistan = Pakistani
Peru = Peruvian
Philippines = Filipino | Philippine
Poland = Polish
Portugal = Portuguese
Romania = Romanian
Saudi Arabia = Saudi
Serbia = Serbian
Slovakia = Slovak
Slovenia = Slovenian
South Africa = South African
Spain = Spanish
Sweden = Swedish
Switzerland = Swiss
Thailand = Thai
Ukraine = Ukrainian
Venezuela = Venezuelan
Vietnam = Vietnamese
"""
)
_CALLED = {name.lower(): (*names, *people) for names, people in _COUNTRIES for name in names}


def of_country(prop: str, value: str) -> tuple[str, ...]:
    """What else a value is called, where the property is one of countries; none for others.

    >>> of_country("country", "Brazil"), of_country("title", "Brazil")
    (('Brazil', 'Brazilian'), ())
    """
    return _CALLED.get(value.lower(), ()) if prop.split("_")[-1] in _PROPS else ()
