"""Words without content of their own, the commonest words, abbreviations and stems."""

from __future__ import annotations

import re

# Words that carry no content of their own; all else is a content word.
STOPWORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before being below between
    both but by can cannot could did do does doing down during each either else ever every few for from further
    had has have having he her here hers herself him himself his how i if in into is it its itself just let like
    many may me might more most much must my myself neither no nor not now of off on once one only onto or other
    our ours out over own per said same say says shall she should since so some such than that the their theirs
    them themselves then there these they this those though through thus to too toward towards under until unto
    up upon us very was we were what when where whether which while who whom whose why will with within without
    would yet you your yours""".split()
)
ABBREVIATIONS = frozenset(
    """a.m p.m u.s u.k u.n e.u d.c e.g i.e etc vs no nos vol pp fig st mt ft dr mr mrs ms prof rev hon gov sen sens rep
    reps lt col gen maj capt sgt cmdr adm jr sr inc ltd co corp llc plc bros dept univ assn jan feb mar apr jun jul
    aug sep sept oct nov dec mon tue wed thu fri sat sun approx est ave blvd rd ph.d m.d b.a m.a r d h.r s.b n.y n.j
    n.c n.d s.c s.d r.i w.va calif ala ariz ark colo conn del fla ga ill ind kan ky la md mass mich minn miss mo
    mont neb nev okla ore pa tenn tex vt va wash wis wyo""".split()
)
# In running English these make up 35-50 % of the words; in French, Spanish or German news under 8 %.
FUNCTION = frozenset(
    "the of and to in a is that for it was on are as with be by at from this have an or not which but has had its "
    "were their they we said will would been who more when there if can about out up than also after new one".split())
# Words a title writes small; names of outlets are compared without them.
MINOR = frozenset("a an the of in on at to for with and or but from by as is vs".split())
STEMMER = "english"  # of Snowball (Porter 2001)
ELIDED = re.compile(r"(?!)")  # English stems whole words
OPEN_END = re.compile(r"(?!)")
# Words that open a clause where speech runs on without punctuation.
OPENERS = frozenset("and but so because then now well while although though if when where who which that as or since "
                    "we i he she they it you there this".split())
