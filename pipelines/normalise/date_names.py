"""Names in dates: months in the languages news is written in, and zone names.

Months after CLDR (Unicode), zones after RFC 5322 section 4.3 and the IANA time zone database.
"""

from __future__ import annotations

from typing import Final

_MONTH_LINES: Final = """
يناير
january jan januar januari janvier janv enero ene gennaio gen janeiro januára ledna stycznia
styczeń sty января янв январь січня ocak oca ιανουαρίου ιαν tammikuuta

فبراير
february feb februar februari février févr fév febrero febbraio fevereiro fev února lutego luty
lut февраля фев февр февраль лютого şubat φεβρουαρίου helmikuuta

مارس
march mar märz mär maart mrt mars marzo março marts března marca marzec марта мар март березня
mart μαρτίου maaliskuuta

أبريل
april apr avril avr abril abr aprile dubna kwietnia kwiecień kwi апреля апр апрель квітня nisan
nis απριλίου huhtikuuta

مايو
may mai mei mayo maggio mag maio maj května maja мая май травня mayıs μαΐου toukokuuta

يونيو
june jun juni juin junio giugno giu junho června czerwca czerwiec cze июня июн июнь червня
haziran haz ιουνίου kesäkuuta

يوليو
july jul juli juillet juil julio luglio lug julho července lipca lipiec lip июля июл июль липня
temmuz tem ιουλίου heinäkuuta

أغسطس
august aug augustus août aoû agosto ago augusti srpna sierpnia sierpień sie августа авг август
серпня ağustos ağu αυγούστου elokuuta

سبتمبر
september sep sept septembre septiembre settembre set setembro září września wrzesień wrz
сентября сен сент сентябрь вересня eylül eyl σεπτεμβρίου syyskuuta

أكتوبر
october oct oktober okt octobre octubre ottobre ott outubro out října października październik
paź октября окт октябрь жовтня ekim eki οκτωβρίου lokakuuta

نوفمبر
november nov novembre noviembre novembro listopadu listopada listopad ноября ноя нояб ноябрь
листопада kasım kas νοεμβρίου marraskuuta

ديسمبر
december dec dezember dez décembre déc diciembre dic dicembre dezembro december prosince grudnia
grudzień gru декабря дек декабрь грудня aralık ara δεκεμβρίου joulukuuta
"""

MONTHS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(_MONTH_LINES.split("\n\n"), start=1)
    for name in names.split()
}

# Zone names with one meaning in news: minutes east of UTC.
ZONES_MINUTES: Final[dict[str, int]] = {
    "EST": -300,
    "EDT": -240,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
    "AKST": -540,
    "AKDT": -480,
    "HST": -600,
    "NST": -210,
    "NDT": -150,
    "ADT": -180,
    "WET": 0,
    "WEST": 60,
    "CET": 60,
    "CEST": 120,
    "MEZ": 60,
    "MESZ": 120,
    "EET": 120,
    "EEST": 180,
    "MSK": 180,
    "MSD": 240,
    "TRT": 180,
    "SAST": 120,
    "CAT": 120,
    "EAT": 180,
    "WAT": 60,
    "PKT": 300,
    "NPT": 345,
    "ICT": 420,
    "WIB": 420,
    "HKT": 480,
    "SGT": 480,
    "AWST": 480,
    "JST": 540,
    "KST": 540,
    "ACST": 570,
    "ACDT": 630,
    "AEST": 600,
    "AEDT": 660,
    "NZST": 720,
    "NZDT": 780,
    "BRT": -180,
    "ART": -180,
    "CLT": -240,
    "CLST": -180,
    "PET": -300,
}

# Zone names that several regions use; the reading that news feeds most often mean.
AMBIGUOUS_ZONES: Final[dict[str, int]] = {
    "IST": 330,  # India; also Ireland and Israel
    "BST": 60,  # British summer; also Bangladesh
    "CST": -360,  # North America; also China and Cuba
    "AST": -240,  # Atlantic; also Arabia
    "GST": 240,  # Gulf; also South Georgia
    "ET": -300,  # North America, standard or summer time
    "CT": -360,
    "MT": -420,
    "PT": -480,
}
