"""French words without content of their own, the commonest words, abbreviations and the stemmer."""

from __future__ import annotations

import re

STOPWORDS = frozenset(
    """a afin ai ainsi alors après as au aucun aucune aujourd'hui auquel aussi autre autres aux avaient avait avant avec
    avez avoir avons ayant beaucoup bien ça car ce ceci cela celle celles celui cependant certain certaine certains ces
    cet cette ceux chacun chaque chez ci combien comme comment contre d dans de déjà depuis des désormais deux dès devant
    doit doivent donc dont du durant elle elles en encore enfin entre est et étaient était été être eu eux fait faire
    faut fois font hors ici il ils j je jusqu l la là le lequel les leur leurs lors lorsque lui m ma mais me même mêmes
    mes mieux moi moins mon n ne ni non nos notre nous on ont ou où par parce pas peu peut peuvent plus plusieurs pour
    pourquoi pourrait près puis puisque qu quand que quel quelle quelles quels quelque quelques qui quoi s sa sans se
    selon sera seront serait ses si sien soit son sont sous sur t ta tandis te tes toi ton toujours tous tout toute
    toutes très trop tu un une vers voici voilà vos votre vous y après-midi indiqué déclaré souligné""".split())
FUNCTION = frozenset(
    """de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se il sont avec ce son aux ou cette
    ont été mais être ses leur comme on elle deux même entre fait aussi ces après était sa depuis dont sans nous ils
    selon d l qu n s c lors ans y""".split())
ABBREVIATIONS = frozenset(
    """m mm mme mmes mlle dr pr prof st ste me art av bd chap cf env etc ex fig hab janv févr juil sept oct nov déc ltd max
    min n no p pp s.a s.a.s s.a.r.l éd tél vol vs ass apr j.-c""".split())
STEMMER = "french"  # of Snowball
ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)['’ʼ](?=\w)", re.IGNORECASE)
OPEN_END = re.compile(r"(?!)")
