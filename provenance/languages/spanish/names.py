"""What stands beside a name in Spanish, and what is written with a capital there and is none. Lower case."""

from __future__ import annotations

import re

TITLES = frozenset("señor señora señorita sr sra srta sres don doña dr dra doctor doctora fray".split())
ROLES = frozenset(
    """alcalde alcaldesa presidente presidenta director directora ministro ministra consejero consejera gobernador
    gobernadora senador senadora diputado diputada portavoz fundador fundadora responsable jefe jefa profesor profesora
    investigador investigadora ingeniero ingeniera economista abogado abogada juez jueza obispo entrenador entrenadora
    secretario secretaria gerente capitán historiador historiadora bióloga biólogo médico médica concejal concejala
    bodeguero bodeguera""".split())
COMPANIES = frozenset("sa sl sau slu grupo holding cooperativa".split())
ORG_HEADS = frozenset(
    """universidad instituto escuela asociación fundación sociedad compañía ministerio agencia consejo ayuntamiento banco
    sindicato partido cámara museo teatro hospital clínica gaceta diario correo heraldo energía editorial puerto federación
    unión grupo cooperativa oficina laboratorio centro academia biblioteca comisión comité tribunal consejería
    confederación junta autoridad""".split())
PLACE_BEFORE = frozenset("en desde hacia hasta cerca".split())
PARTICLES = frozenset(["de", "del", "de la", "de los", "de las", "y", "e", "&", "la", "las", "los", "el", "san", "santa"])
NO_NAMES = frozenset(
    """el la los las lo un una unos unas de del al a en con por para según sin sobre tras desde hasta entre durante ante bajo
    contra este esta estos estas ese esa esos esas aquel aquella su sus mi mis tu tus nuestro nuestra nuestros nuestras y o
    e u ni pero sino aunque si como cuando donde que qué quien quién cual cuál más menos muy todo toda todos todas otro
    otra otros otras dos tres cuatro cinco seis siete ocho nueve diez lunes martes miércoles jueves viernes sábado domingo
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre hoy ayer mañana así también
    además no sí ya se le les nos me te él ella ellos ellas ahora después antes luego entonces mientras cada algunos algunas
    varios varias mucho muchos muchas millones euros internet contacto foto fuente comunicado nota apenas casi cerca
    aún aquí allí es son fue fueron era ha han hay será serán está están española español españoles""".split())
DETERMINERS: frozenset[str] = frozenset()
COMMON_ENDING = re.compile(r"(?:mente|ción|ciones|dad|dades|ismo|ismos|ero|eros|ista|istas|miento|mientos|ncia|ncias)$")
PLACE_ENDING = re.compile(r"(?!)")
NOUNS = False
